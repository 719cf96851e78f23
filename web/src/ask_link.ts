// From the page that cannot connect to the one that can: in words that say what changes.
import { openDialog } from "./dialog";
import { h } from "./dom";
import { openAsk } from "./handover";
import type { Store } from "./store";

function explain(store: Store): void {
  const close = openDialog("Ask a language model of your own", () => [
    h(
      "p",
      {},
      "This page cannot connect to anything, and that stays so. Asking happens in a second page, which can:",
    ),
    h(
      "ul",
      {},
      h("li", {}, "It sends to one provider, with your own key. You choose both there."),
      h(
        "li",
        {},
        "It sends redacted text only, and shows every byte before it is sent. Nothing goes before you press Ask.",
      ),
      h(
        "li",
        {},
        "What comes back is judged by the same engine: proven, wider than needed, or of no help.",
      ),
      h(
        "li",
        {},
        "Your documents go over from tab to tab, inside this browser. What the provider keeps of what it is sent is up to the provider.",
      ),
    ),
    h(
      "div",
      { class: "actions" },
      h(
        "button",
        {
          class: "primary",
          id: "open-ask",
          click: () => {
            close();
            openAsk(store);
          },
        },
        "Open the page that asks",
      ),
      h("button", { click: () => close() }, "Stay here"),
    ),
  ]);
}

export function askButton(store: Store): HTMLElement {
  return h("button", { id: "ask-link", click: () => explain(store) }, "Ask a model");
}
