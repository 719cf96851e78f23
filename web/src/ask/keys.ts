// The keyboard of this document: one table for what the keys do and for the help that lists them.
import { openDialog } from "../dialog";
import { download, h } from "../dom";
import { sampleDialog } from "../tools";
import type { Store } from "../store";
import type { AskState } from "./ask_state";
import type { Asker } from "./asker";

const control = (event: KeyboardEvent) => (event.ctrlKey || event.metaKey) && !event.altKey;

function isTyping(event: KeyboardEvent): boolean {
  const from = event.composedPath()[0] as HTMLElement;
  return Boolean(from.closest?.("input, textarea, select, [contenteditable]"));
}

const rows: [string, string][] = [
  ["Ctrl+V", "paste anywhere: the text becomes a document"],
  ["Ctrl+K", "samples, by what went wrong"],
  ["Ctrl+Enter", "ask"],
  ["Esc", "cancel what is being asked"],
  ["Ctrl+S", "download the current document"],
  ["Esc, then Tab", "leave the editor"],
  ["?", "this list"],
];

export function keyDialog(): void {
  openDialog("Keyboard", () => [
    h(
      "dl",
      { class: "keys" },
      ...rows.flatMap(([keys, what]) => [h("dt", {}, h("kbd", {}, keys)), h("dd", {}, what)]),
    ),
  ]);
}

export function mountKeys(state: AskState, store: Store, asker: Asker): void {
  const acts: [(event: KeyboardEvent) => boolean, () => void][] = [
    [(event) => control(event) && event.key === "k", () => sampleDialog(store)],
    [(event) => control(event) && event.key === "Enter", () => void asker.ask()],
    [(event) => event.key === "Escape" && state.busy, () => asker.cancel()],
    [
      (event) => control(event) && event.key === "s",
      () => {
        const doc = store.doc();
        if (doc) download(doc.path.split("/").pop()!, doc.bytes);
      },
    ],
    [(event) => event.key === "?" && !isTyping(event), keyDialog],
  ];
  // Before the editor sees them: its own bindings of these keys would win otherwise.
  document.addEventListener(
    "keydown",
    (event) => {
      const act = acts.find(([is]) => is(event));
      if (!act || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      event.stopPropagation();
      act[1]();
    },
    true,
  );
}
