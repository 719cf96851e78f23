// Placeholders in the editor, when it shows what would leave: chips with hover text, and Enter or a
// click asks whether the original may be shared.
import { EditorState, type Extension, RangeSetBuilder } from "@codemirror/state";
import { Decoration, EditorView, keymap } from "@codemirror/view";
import type { Entry } from "./engine";
import { piecesOf, type Redactor } from "./redactor";
import { askToShare, wordsOf } from "./reveal";

interface Place {
  from: number;
  to: number;
  entry: Entry;
}

function placesOf(text: string, entries: Entry[]): Place[] {
  const places: Place[] = [];
  let at = 0;
  for (const piece of piecesOf(text, entries)) {
    const size = typeof piece === "string" ? piece.length : piece.placeholder.length;
    if (typeof piece !== "string") places.push({ from: at, to: at + size, entry: piece });
    at += size;
  }
  return places;
}

/** For a state that holds `text`, with the editor's line ends. */
export function hiddenMarks(text: string, redactor: Redactor): Extension {
  const places = placesOf(text, redactor.now().entries);
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to, entry } of places) {
    const kind = entry.isSecret ? "cm-token cm-secret" : "cm-token";
    builder.add(from, to, Decoration.mark({ class: kind, attributes: { title: wordsOf(entry) } }));
  }
  const ask = (at: number | null): boolean => {
    const found = at === null ? undefined : places.find(({ from, to }) => from <= at && at <= to);
    if (found) askToShare([found.entry], "this value", redactor);
    return found !== undefined;
  };
  return [
    EditorState.readOnly.of(true),
    EditorView.decorations.of(builder.finish()),
    keymap.of([{ key: "Enter", run: (view) => ask(view.state.selection.main.head) }]),
    EditorView.domEventHandlers({
      click: (event, view) =>
        (event.target as Element).closest(".cm-token") !== null &&
        ask(view.posAtCoords({ x: event.clientX, y: event.clientY })),
    }),
  ];
}
