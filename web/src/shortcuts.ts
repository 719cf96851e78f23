// What the keyboard can do, as the help dialog lists it.
export interface Shortcut {
  keys: string;
  what: string;
}

export const shortcuts: Shortcut[] = [
  { keys: "Ctrl+V", what: "paste anywhere: the text becomes a document" },
  { keys: "Ctrl+K", what: "samples, by what went wrong" },
  { keys: "F8, Shift+F8", what: "next and previous finding" },
  { keys: "Ctrl+Enter", what: "open the fix; once more applies all of it" },
  { keys: "Ctrl+S", what: "download the current document" },
  { keys: "Arrow keys", what: "move between the views of the answer and between findings" },
  { keys: "Esc, then Tab", what: "leave the editor" },
  { keys: "?", what: "this list" },
];
