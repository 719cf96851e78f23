// A line above the documents: what became of a link or of files, until somebody says OK.
import { byId, h, show } from "./dom";

export function tell(sentence: string): void {
  const place = byId("notice");
  place.setAttribute("role", "status");
  show(place, h("span", {}, sentence), h("button", { class: "small", click: clearNotice }, "OK"));
}

export function clearNotice(): void {
  show(byId("notice"));
}
