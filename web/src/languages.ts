// YAML and HCL for the editor: enough of both to colour and fold them, line by line. What a text
// means the core says.
import {
  foldService,
  LanguageSupport,
  StreamLanguage,
  type StreamParser,
  type StringStream,
} from "@codemirror/language";
import type { EditorState } from "@codemirror/state";

/** What lies deeper than a line, up to the next that does not, can be folded away. */
const byIndent = foldService.of((state: EditorState, from: number, to: number) => {
  const depth = (text: string) => text.search(/\S/);
  const own = depth(state.sliceDoc(from, to));
  const first = state.doc.lineAt(from).number + 1;
  let end = to;
  for (let number = first; own >= 0 && number <= state.doc.lines; number++) {
    const line = state.doc.line(number);
    const here = depth(line.text);
    if (here >= 0 && here <= own) break;
    if (here > own) end = line.to;
  }
  return end > to ? { from: to, to: end } : null;
});

const support = <State>(parser: StreamParser<State>) =>
  new LanguageSupport(
    StreamLanguage.define({ ...parser, languageData: { commentTokens: { line: "#" } } }),
    byIndent,
  );

// ---- YAML ---------------------------------------------------------------------------------------

interface Yaml {
  /** Of the line that began a block of text; -1 outside of one. */
  block: number;
  /** The quotation mark of a string that goes on, or nothing. */
  quote: string;
}

function quoted(stream: StringStream, state: Yaml): string {
  const rest = state.quote === '"' ? /^(?:[^"\\]|\\.)*/ : /^(?:[^']|'')*/;
  stream.match(rest);
  if (stream.eat(state.quote)) state.quote = "";
  else stream.skipToEnd();
  return "string";
}

/** What a line may begin with, or a value; the first that fits. */
const yamlWords: [RegExp, string | null][] = [
  [/^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(?=\s*:(?:\s|$))/, "propertyName"],
  [/^(?:---|\.\.\.)$/, "keyword"],
  [/^![\w:.-]*/, "keyword"],
  [/^[&*][\w-]+/, "keyword"],
  [/^(?:-|\?)(?=\s|$)|^[[\]{},]/, null],
  [/^[^\s#"'[\]{},&*!|>%@`](?:[^#:,[\]{}]|:(?=\S)|\S#)*(?=:(?:\s|$))/, "propertyName"],
  [/^:/, null],
  [/^(?:true|false|null|~|[-+]?\d+(?:\.\d+)?)(?=\s*(?:[,\]}#]|$))/, "atom"],
  [/^[^\s,[\]{}]+/, "string"],
];

export const yaml = () =>
  support<Yaml>({
    name: "yaml",
    startState: () => ({ block: -1, quote: "" }),
    token(stream, state) {
      if (state.quote) return quoted(stream, state);
      if (stream.sol() && state.block >= 0) {
        if (stream.indentation() > state.block) {
          stream.skipToEnd();
          return "string";
        }
        state.block = -1;
      }
      const isApart = stream.sol() || /\s/.test(stream.string[stream.pos - 1] ?? "");
      if (stream.eatSpace()) return null;
      if (isApart && stream.peek() === "#") {
        stream.skipToEnd();
        return "comment";
      }
      if (stream.match(/^[|>][-+\d]*\s*(?:#.*)?$/)) {
        state.block = stream.indentation();
        return "keyword";
      }
      for (const [word, style] of yamlWords) if (stream.match(word)) return style;
      const mark = stream.next();
      if (mark === '"' || mark === "'") {
        state.quote = mark;
        return quoted(stream, state);
      }
      return null;
    },
  });

// ---- HCL ----------------------------------------------------------------------------------------

interface Hcl {
  /** What is open: strings and, in them, `${`; braces, which close no `${`. */
  open: ('"' | "$" | "{")[];
  /** The word that ends a heredoc, or nothing. */
  heredoc: string;
  comment: boolean;
}

function inString(stream: StringStream, state: Hcl): string {
  while (!stream.eol()) {
    if (stream.match(/^(?:\\.|\$\$\{|%%\{)/)) continue;
    if (stream.match(/^[$%]\{/, false)) {
      if (stream.pos > stream.start) return "string";
      stream.match(/^..~?/);
      state.open.push("$");
      return "keyword";
    }
    if (stream.next() === '"') {
      state.open.pop();
      return "string";
    }
  }
  state.open.pop(); // none goes on in the next line
  return "string";
}

const hclWords: [RegExp, string | null][] = [
  [/^(?:true|false|null)\b/, "atom"],
  [/^\d+(?:\.\d+)?/, "number"],
  [/^(?:for|in|if)\b/, "keyword"],
  [/^[A-Za-z_][\w-]*(?=\s*(?:=(?![=>])|:))/, "propertyName"],
  [/^[A-Za-z_][\w-]*(?=\s*(?:"[^"]*"\s*)*\{)/, "keyword"],
  [/^[A-Za-z_][\w-]*/, null],
];

export const hcl = () =>
  support<Hcl>({
    name: "hcl",
    startState: () => ({ open: [], heredoc: "", comment: false }),
    copyState: (state) => ({ ...state, open: [...state.open] }),
    token(stream, state) {
      if (state.comment) {
        state.comment = !stream.match(/^.*?\*\//);
        if (state.comment) stream.skipToEnd();
        return "comment";
      }
      if (stream.sol() && state.heredoc) {
        if (stream.string.trim() === state.heredoc) state.heredoc = "";
        stream.skipToEnd();
        return "string";
      }
      if (state.open.at(-1) === '"') return inString(stream, state);
      if (stream.eatSpace()) return null;
      if (stream.match(/^(?:#|\/\/).*/)) return "comment";
      if (stream.match("/*")) {
        state.comment = true;
        return "comment";
      }
      const heredoc = stream.match(/^<<-?([A-Za-z_]\w*)$/) as RegExpMatchArray | null;
      if (heredoc) {
        state.heredoc = heredoc[1]!;
        return "keyword";
      }
      for (const [word, style] of hclWords) if (stream.match(word)) return style;
      const mark = stream.next();
      if (mark === '"') {
        state.open.push('"');
        return "string";
      }
      if (mark === "{") state.open.push("{");
      else if (mark === "}") return state.open.pop() === "$" ? "keyword" : null;
      return null;
    },
  });
