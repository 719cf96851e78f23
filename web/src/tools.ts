// The bar on top: samples, theme, shortcuts, and the proof that nothing was sent.
import { h, show } from "./dom";
import { openSample } from "./samples";
import type { Store } from "./store";

export function mountTools(container: HTMLElement, store: Store): void {
  show(
    container,
    h("button", { id: "open-incident", click: () => openSample(store, "incident") }, "Open the incident"),
  );
}
