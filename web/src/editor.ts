// The editor: one CodeMirror in a shadow root (its styles are sheets there, which the page's
// policy allows), one document at a time, findings as squiggles with hover text and quick fixes.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension, type Text } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Diagnosis, Finding, Location } from "./report";
import { hiddenMarks } from "./hidden";
import type { Redactor } from "./redactor";
import type { Doc, Store } from "./store";

export interface Editor {
  /** Goes to the next finding behind the cursor (1) or the one before (-1), in any document. */
  step(by: 1 | -1): void;
  /** Opens the document of `location`, selects the place and scrolls to it. */
  goTo(location: Location): void;
  focus(): void;
}

// Colours are the page's own: custom properties reach into the shadow root.
const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-name)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-literal)" },
  { tag: [tags.comment], color: "var(--faint)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--error)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "var(--code-size)", backgroundColor: "var(--sheet)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { color: "var(--ink)", caretColor: "var(--ink)" },
  ".cm-gutters": {
    backgroundColor: "var(--sheet)",
    color: "var(--faint)",
    border: "none",
    paddingLeft: "4px",
  },
  ".cm-activeLine": { backgroundColor: "var(--tint)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--tint)", color: "var(--ink)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--select) !important",
  },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "8px",
    boxShadow: "var(--shadow)",
    maxWidth: "36rem",
  },
  ".cm-diagnostic": { padding: "8px 12px", fontFamily: "var(--sans)", whiteSpace: "pre-wrap" },
  ".cm-diagnosticAction": {
    backgroundColor: "var(--accent)",
    color: "var(--on-accent)",
    borderRadius: "6px",
    padding: "4px 10px",
    minHeight: "24px",
  },
  ".cm-token": {
    backgroundColor: "var(--note-tint)",
    color: "var(--note)",
    borderRadius: "5px",
    padding: "1px 3px",
    cursor: "pointer",
  },
  ".cm-token *": { color: "inherit" },
  ".cm-secret": { backgroundColor: "var(--warning-tint)", color: "var(--warning)" },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)" },
});

const byExtension: Record<string, () => Extension> = { json };

/** The offset in the editor of a line and column as the core counts them: from 1, in characters. */
function offsetOf(text: Text, line: number, column: number): number {
  if (line > text.lines) return text.length;
  const found = text.line(line);
  let units = 0;
  const characters = found.text[Symbol.iterator]();
  for (let i = 1; i < column; i++) {
    const next = characters.next();
    if (next.done) break;
    units += next.value.length;
  }
  return found.from + units;
}

function rangeOf(text: Text, place: Location): { from: number; to: number } {
  const from = offsetOf(text, place.line, place.column);
  const to = offsetOf(text, place.endLine, place.endColumn);
  return { from, to: Math.max(from, to) };
}

const plain = (message: string, help: string) =>
  [message, help].filter(Boolean).join("\n\n").replaceAll("`", "");

export function mountEditor(container: HTMLElement, store: Store, redactor: Redactor): Editor {
  const root = container.attachShadow({ mode: "open" });
  const view = new EditorView({ root, parent: root, state: EditorState.create({}) });
  const states = new Map<number, { bytes: Uint8Array; state: EditorState }>();
  let shown = 0;
  let isRedacted = false; // what the view shows now
  let last: Location | null = null;

  function keep(): void {
    if (isRedacted) return;
    const doc = store.doc(shown);
    if (doc) states.set(shown, { bytes: doc.bytes, state: view.state });
    for (const id of states.keys()) if (!store.doc(id)) states.delete(id);
  }

  function changed(state: EditorState): void {
    const doc = store.doc(shown);
    if (!doc) return;
    doc.bytes = new TextEncoder().encode(state.sliceDoc());
    states.set(shown, { bytes: doc.bytes, state });
    store.tell("docs");
  }

  function stateOf(doc: Doc | undefined): EditorState {
    if (doc && store.state.showRedacted) {
      const { text } = redactor.textOf(doc);
      return newState(doc, text, hiddenMarks(text.replaceAll("\r\n", "\n"), redactor));
    }
    const known = doc && states.get(doc.id);
    if (known && known.bytes === doc.bytes) return known.state;
    return newState(doc, doc ? new TextDecoder().decode(doc.bytes) : "", []);
  }

  function newState(doc: Doc | undefined, text: string, more: Extension): EditorState {
    const extension = doc?.path.split(".").pop() ?? "";
    return EditorState.create({
      doc: text,
      extensions: [
        more,
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        foldGutter(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        syntaxHighlighting(highlight),
        byExtension[extension]?.() ?? [],
        // A file keeps its line ends: the editor joins lines with what it came with.
        text.includes("\r\n") ? EditorState.lineSeparator.of("\r\n") : [],
        keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap]),
        EditorView.contentAttributes.of({
          "aria-label": doc ? `${store.state.showRedacted ? "Redacted text" : "Text"} of ${doc.path}` : "Text of the document",
          tabindex: "0",
          spellcheck: "false",
          autocorrect: "off",
          "data-gramm": "false",
        }),
        EditorView.lineWrapping,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(update.state);
        }),
        look,
      ],
    });
  }

  function open(): void {
    keep();
    const doc = store.doc();
    const wasRedacted = isRedacted;
    isRedacted = store.state.showRedacted && doc !== undefined;
    const known =
      !isRedacted && !wasRedacted && doc && shown === doc.id && states.get(doc.id)?.bytes === doc.bytes;
    shown = doc?.id ?? 0;
    if (!known) view.setState(stateOf(doc));
    mark();
  }

  function diagnosticOf(finding: Finding, place: Location): Diagnostic {
    const mends = finding.fix && finding.fix.applicability !== "display";
    const changed = store.state.analysis?.changed ?? [];
    return {
      ...rangeOf(view.state.doc, place),
      severity: finding.severity === "note" ? "info" : finding.severity,
      source: finding.code,
      message: plain(finding.message, finding.help),
      // The fix is one: its parts are proven together.
      actions:
        mends && changed.length > 0
          ? [{ name: "Apply the fix", apply: () => store.apply(changed) }]
          : [],
    };
  }

  /** An error text is no fault of the file: its squiggle tells what it means, unless a finding does. */
  function toldOf({ meaning, help, location, id }: Diagnosis): Diagnostic {
    const message = plain(meaning ?? "", help ?? "");
    return { ...rangeOf(view.state.doc, location), severity: "info", source: id, message };
  }

  function mark(): void {
    if (isRedacted) return; // places are those of the original
    const doc = store.doc(shown);
    const findings = store.state.analysis?.report?.findings ?? [];
    const here = findings.flatMap((finding) =>
      finding.location?.file === doc?.path ? [diagnosticOf(finding, finding.location!)] : [],
    );
    const told = (store.state.analysis?.report?.diagnosis ?? []).flatMap((diagnosis) =>
      diagnosis.findings.length === 0 && diagnosis.meaning && diagnosis.location.file === doc?.path
        ? [toldOf(diagnosis)]
        : [],
    );
    view.dispatch(setDiagnostics(view.state, [...here, ...told]));
  }

  store.listen((_state, change) => {
    if (change === "analysis") mark();
    else if (change !== "options" && change !== "answer") open();
  });

  // All places of findings, in the order of the documents and then of the text.
  function places(): Location[] {
    const order = new Map(store.state.docs.map((doc, i) => [doc.path, i]));
    return (store.state.analysis?.report?.findings ?? [])
      .flatMap((finding) => (finding.location ? [finding.location] : []))
      .filter((place) => order.has(place.file))
      .sort((a, b) => order.get(a.file)! - order.get(b.file)! || a.start - b.start);
  }

  function goTo(location: Location): void {
    const doc = store.docAt(location.file);
    if (!doc) return;
    if (store.state.showRedacted) {
      store.state.showRedacted = false;
      store.tell("redaction");
    }
    store.open(doc.id);
    const { from, to } = rangeOf(view.state.doc, location);
    view.dispatch({
      selection: { anchor: from, head: to },
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
    last = location;
    view.focus();
  }

  return {
    step(by) {
      const all = places();
      if (all.length === 0) return;
      const at = all.findIndex((place) => place.file === last?.file && place.start === last.start);
      goTo(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]!);
    },
    goTo,
    focus: () => view.focus(),
  };
}
