// The keyboard: one table for what the keys do and for the help that lists them.
import { openDialog } from "./dialog";
import { download, h } from "./dom";
import { accept } from "./fix";
import { sampleDialog } from "./tools";
import type { Context } from "./views";

interface Shortcut {
  keys: string;
  what: string;
  /** True for the event that means it; absent where the browser or the editor does it. */
  is?: (event: KeyboardEvent) => boolean;
  act?: (context: Context) => void;
}

const control = (event: KeyboardEvent) => (event.ctrlKey || event.metaKey) && !event.altKey;

function isTyping(event: KeyboardEvent): boolean {
  const from = event.composedPath()[0] as HTMLElement;
  return Boolean(from.closest?.("input, textarea, select, [contenteditable]"));
}

function fixOrApply(context: Context): void {
  const changed = context.store.state.analysis?.changed ?? [];
  if (context.currentView() === "fix" && changed.length > 0) accept(changed, context);
  else context.openView("fix");
}

function save({ store }: Context): void {
  const doc = store.doc();
  if (doc) download(doc.path.split("/").pop()!, doc.bytes);
}

const shortcuts: Shortcut[] = [
  { keys: "Ctrl+V", what: "paste anywhere: the text becomes a document" },
  {
    keys: "Ctrl+K",
    what: "samples, by what went wrong",
    is: (event) => control(event) && event.key === "k",
    act: ({ store }) => sampleDialog(store),
  },
  {
    keys: "F8, Shift+F8",
    what: "next and previous finding",
    is: (event) => event.key === "F8" && !event.shiftKey,
    act: ({ editor }) => editor.step(1),
  },
  {
    keys: "Ctrl+Enter",
    what: "open the fix; once more applies all of it",
    is: (event) => control(event) && event.key === "Enter",
    act: fixOrApply,
  },
  {
    keys: "Ctrl+S",
    what: "download the current document",
    is: (event) => control(event) && event.key === "s",
    act: save,
  },
  { keys: "Ctrl+.", what: "in the editor: what was found in this document, with quick fixes" },
  { keys: "Arrow keys", what: "move between documents, between views, and in the roll call" },
  { keys: "Delete", what: "on the name of a document: close it" },
  { keys: "Esc, then Tab", what: "leave the editor" },
  {
    keys: "?",
    what: "this list",
    is: (event) => event.key === "?" && !isTyping(event),
    act: () => shortcutDialog(),
  },
];

const silent: Shortcut[] = [
  {
    keys: "Shift+F8",
    what: "",
    is: (event) => event.key === "F8" && event.shiftKey,
    act: ({ editor }) => editor.step(-1),
  },
];

export function shortcutDialog(): void {
  openDialog("Keyboard", () => [
    h("dl", { class: "keys" }, ...shortcuts.flatMap(({ keys, what }) => [
      h("dt", {}, h("kbd", {}, keys)),
      h("dd", {}, what),
    ])),
  ]);
}

export function mountShortcuts(context: Context): void {
  // Before the editor sees them: its own bindings of these keys would win otherwise.
  document.addEventListener(
    "keydown",
    (event) => {
      const meant = [...shortcuts, ...silent].find((shortcut) => shortcut.is?.(event));
      if (!meant || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      event.stopPropagation();
      meant.act!(context);
    },
    true,
  );
}
