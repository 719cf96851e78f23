// The question before an original is shared, and the words that tell what a hidden value is.
import { openDialog } from "./dialog";
import { h } from "./dom";
import type { Entry } from "./engine";
import type { Redactor } from "./redactor";

/** "account: found by aws-account-in-arn" */
export function wordsOf(entry: Entry): string {
  return `${entry.family}, found by ${entry.detector}${entry.isSecret ? "; gives access" : ""}`;
}

/** As many dots as characters, up to a length that gives nothing away. */
export function mask(original: string): string {
  return "•".repeat(Math.min(Math.max(original.length, 4), 12));
}

/** The original, masked until the person asks to see it on this screen. */
export function maskedOriginal(entry: Entry, redactor: Redactor, key: string): HTMLElement {
  const text = h("code", { class: "original" });
  const button = h("button", { class: "small", "data-key": key, click: () => turn() });
  const render = () => {
    const seen = redactor.looked.has(entry.placeholder);
    text.textContent = seen ? entry.original : mask(entry.original);
    button.textContent = seen ? "Cover" : "Look";
    button.setAttribute("aria-label", `${seen ? "Cover" : "Look at"} the original of ${entry.placeholder}`);
  };
  const turn = () => {
    if (!redactor.looked.delete(entry.placeholder)) redactor.looked.add(entry.placeholder);
    render();
  };
  render();
  return h("span", { class: "masked" }, text, button);
}

export function askToShare(entries: Entry[], what: string, redactor: Redactor): void {
  const secrets = entries.filter((entry) => entry.isSecret).length;
  const close = openDialog(`Share ${what}?`, () => [
    h(
      "p",
      {},
      "It will stand as it is in the redacted text, in the report, in share links and in downloads.",
    ),
    secrets > 0
      ? h("p", { class: "danger" }, "This gives access to something. Whoever reads it can use it; change it at its source if it was ever shared.")
      : null,
    entries.length === 1
      ? h("p", {}, h("code", {}, entries[0]!.placeholder), ` stands for ${wordsOf(entries[0]!)}: `, maskedOriginal(entries[0]!, redactor, "ask-look"))
      : h("p", {}, `${entries.length} values: `, h("code", {}, entries.map(({ placeholder }) => placeholder).slice(0, 12).join(", "))),
    h(
      "div",
      { class: "actions" },
      h("button", { class: "primary", autofocus: true, click: () => close() }, "Keep it hidden"),
      h(
        "button",
        {
          id: "share-original",
          click: () => {
            close();
            redactor.share(entries);
          },
        },
        entries.length === 1 ? "Share the original" : "Share the originals",
      ),
    ),
  ].filter((node) => node !== null));
}
