// How text in the editor looks and behaves. Colours are the page's own: custom properties reach
// into the shadow root.
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  foldGutter,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import { highlightSelectionMatches } from "@codemirror/search";
import { Compartment, EditorState, type Extension, Text } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { hcl, yaml } from "./languages";

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-name)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-literal)" },
  { tag: tags.keyword, color: "var(--code-word)" },
  { tag: [tags.comment], color: "var(--faint)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--error)" },
]);

export const look = EditorView.theme({
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
    minHeight: "26px",
    margin: "8px 0 2px",
    display: "block",
    cursor: "pointer",
  },
  ".cm-diagnosticSource": { fontSize: "12px", opacity: "1", color: "var(--faint)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--error)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warning)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--note)" },
  ".cm-token": {
    backgroundColor: "var(--note-tint)",
    color: "var(--note)",
    borderRadius: "5px",
    padding: "1px 3px",
    cursor: "pointer",
  },
  ".cm-token *": { color: "inherit" },
  ".cm-secret": { backgroundColor: "var(--warning-tint)", color: "var(--warning)" },
  ".cm-panel.cm-panel-lint ul [aria-selected], .cm-panel.cm-panel-lint ul:focus [aria-selected]": {
    backgroundColor: "var(--select)",
    color: "var(--ink)",
  },
  ".cm-panel.cm-panel-lint button[name=close]": {
    color: "var(--ink)",
    width: "24px",
    height: "24px",
  },
  "@media (forced-colors: active)": {
    ".cm-lintRange": { textDecoration: "underline wavy" },
  },
  ".cm-panel.cm-panel-lint ul": { maxHeight: "12rem" },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)" },
});

// ---- lines too long to lay out ------------------------------------------------------------------

/** A browser takes half a second to wrap a line of a megabyte, and again at every change of it. */
const longestWrapped = 10_000;

function hasLongLine(text: Text): boolean {
  if (text.length <= longestWrapped) return false;
  for (const lines = text.iterLines(); !lines.next().done; ) {
    if (lines.value.length > longestWrapped) return true;
  }
  return false;
}

const byExtension: Record<string, () => Extension> = {
  json,
  yaml,
  yml: yaml,
  template: yaml,
  tf: hcl,
  tfvars: hcl,
};

/** What is worth its time where lines have the length that people give them. */
function comforts(extension: string): Extension {
  return [
    foldGutter(),
    indentOnInput(),
    bracketMatching(),
    highlightSelectionMatches(),
    syntaxHighlighting(highlight),
    byExtension[extension]?.() ?? [],
    EditorView.lineWrapping,
  ];
}

/** Comforts for `text` and for what becomes of it: a change brings or takes them along. */
export function comfortsFor(text: string, path: string): Extension {
  const extension = path.split(".").pop() ?? "";
  const compartment = new Compartment();
  const wanted = (isLong: boolean) => (isLong ? [] : comforts(extension));
  return [
    compartment.of(wanted(hasLongLine(Text.of(text.split("\n"))))),
    EditorState.transactionExtender.of(({ docChanged, newDoc, startState }) => {
      const isLong = docChanged && hasLongLine(newDoc);
      if (!docChanged || isLong === hasLongLine(startState.doc)) return null;
      return { effects: compartment.reconfigure(wanted(isLong)) };
    }),
  ];
}
