// The editor: one CodeMirror in a shadow root (its styles are sheets there, which the page's
// policy allows), one document at a time, findings as squiggles with hover text and quick fixes.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { foldKeymap } from "@codemirror/language";
import { lintKeymap, openLintPanel, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { searchKeymap } from "@codemirror/search";
import { Annotation, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { hiddenMarks } from "./hidden";
import { comfortsFor, look } from "./look";
import { Places } from "./places";
import type { Redactor } from "./redactor";
import type { Diagnosis, Finding, Location } from "./report";
import type { Doc, Store } from "./store";
import { capital } from "./text";
import { bytesOf, difference, linesOf, spellingOf, textOf, type Spelling } from "./text";

export interface Editor {
  /** Goes to the next finding behind the cursor (1) or the one before (-1), in any document. */
  step(by: 1 | -1): void;
  /** Opens the document of `location`, selects the place and scrolls to it. */
  goTo(location: Location): void;
  focus(): void;
}

const plain = (message: string, help: string) =>
  [message, help].filter(Boolean).map(capital).join("\n\n").replaceAll("`", "");

interface Range {
  from: number;
  to: number;
}

/** On a change that follows the document, instead of the document following it. */
const follows = Annotation.define<true>();

/** A document as the editor holds it: its history and cursor, and what it was made of. */
interface Held {
  bytes: Uint8Array;
  state: EditorState;
  spelling: Spelling;
  path: string;
}

export function mountEditor(container: HTMLElement, store: Store, redactor: Redactor): Editor {
  const root = container.attachShadow({ mode: "open" });
  const view = new EditorView({ root, parent: root, state: EditorState.create({}) });
  const held = new Map<number, Held>();
  let shown = 0;
  let isRedacted = false; // what the view shows now
  let last: Location | null = null;

  function keep(): void {
    const known = held.get(shown);
    if (known && !isRedacted) known.state = view.state;
    for (const id of held.keys()) if (!store.doc(id)) held.delete(id);
  }

  function changed(state: EditorState): void {
    const doc = store.doc(shown);
    const known = held.get(shown);
    if (!doc || !known) return;
    doc.bytes = bytesOf(state.sliceDoc(), known.spelling);
    Object.assign(known, { bytes: doc.bytes, state });
    store.tell("docs");
  }

  function newState(doc: Doc | undefined, text: string, more: Extension): EditorState {
    const what = isRedacted ? "Redacted text" : "Text";
    return EditorState.create({
      doc: text,
      extensions: [
        more,
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        comfortsFor(text, doc?.path ?? ""),
        keymap.of([{ key: "Mod-.", run: openLintPanel }, ...searchKeymap, ...historyKeymap]),
        keymap.of([...foldKeymap, ...lintKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({
          "aria-label": doc ? `${what} of ${doc.path}` : "Text of the document",
          tabindex: "0",
          spellcheck: "false",
          autocorrect: "off",
          "data-gramm": "false",
        }),
        EditorView.updateListener.of(({ docChanged, state, transactions }) => {
          const isOwn = transactions.some((one) => one.docChanged && !one.annotation(follows));
          if (docChanged && isOwn) changed(state);
        }),
        look,
      ],
    });
  }

  function hold(doc: Doc): Held {
    const text = textOf(doc.bytes);
    const state = newState(doc, linesOf(text), []);
    const { bytes, path } = doc;
    const fresh = { bytes, path, state, spelling: spellingOf(bytes, text) };
    held.set(doc.id, fresh);
    return fresh;
  }

  /** What a fix made of the document comes in as a change: it can be undone, and nothing jumps. */
  function follow(known: Held, doc: Doc): void {
    const text = textOf(doc.bytes);
    Object.assign(known, { bytes: doc.bytes, spelling: spellingOf(doc.bytes, text) });
    const change = known.state.update({
      changes: difference(known.state.sliceDoc(), linesOf(text)),
      annotations: follows.of(true),
    });
    if (view.state === known.state) view.dispatch(change);
    known.state = change.state;
  }

  function open(): void {
    keep();
    const doc = store.doc();
    isRedacted = store.state.showRedacted && doc !== undefined;
    shown = doc?.id ?? 0;
    if (!doc || isRedacted) {
      const text = doc ? linesOf(redactor.textOf(doc).text) : "";
      view.setState(newState(doc, text, doc ? hiddenMarks(text, redactor) : []));
      return;
    }
    let known = held.get(doc.id);
    if (known?.path !== doc.path) known = hold(doc);
    if (known.bytes !== doc.bytes) follow(known, doc);
    if (view.state === known.state) return; // places in it move with it
    view.setState(known.state);
    mark();
  }

  function diagnosticOf(finding: Finding, place: Range): Diagnostic {
    const mends = finding.fix && finding.fix.applicability !== "display";
    const changed = store.state.analysis?.changed ?? [];
    return {
      ...place,
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

  /** An error text is no fault of the file: it is told what it means, unless a finding does so. */
  function toldOf({ meaning, help, id }: Diagnosis, place: Range): Diagnostic {
    return { ...place, severity: "info", source: id, message: plain(meaning ?? "", help ?? "") };
  }

  function mark(): void {
    if (isRedacted) return; // places are those of the original
    const doc = store.doc(shown);
    const places = new Places(view.state.doc);
    const findings = store.state.analysis?.report?.findings ?? [];
    const here = findings.flatMap((finding) => {
      const { location } = finding;
      return location?.file === doc?.path ? [diagnosticOf(finding, places.range(location!))] : [];
    });
    const told = (store.state.analysis?.report?.diagnosis ?? []).flatMap((diagnosis) =>
      diagnosis.findings.length === 0 && diagnosis.meaning && diagnosis.location.file === doc?.path
        ? [toldOf(diagnosis, places.range(diagnosis.location))]
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
    const { from, to } = new Places(view.state.doc).range(location);
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
