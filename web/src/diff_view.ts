// A diff as elements: what the fix shows, and what somebody else proposes.
import { diffLines, hunks, type DiffLine } from "./diff";
import { h } from "./dom";
import { difference } from "./text";

const signs = { same: " ", gone: "-", new: "+" } as const;
const said = { same: "", gone: "removed: ", new: "added: " } as const;

/** Of a line that is longer, what is far from its change is left out. */
const longestLine = 600;
const around = 120;

/** The characters of a line that its counterpart has not. */
interface Span {
  from: number;
  to: number;
}

function cut(text: string, { from, to }: Span): (Node | string)[] {
  const start = text.length <= longestLine ? 0 : Math.max(0, from - around);
  const end = text.length <= longestLine ? text.length : Math.min(text.length, to + around);
  const most = Math.min(end, start + longestLine * 4);
  const left = (n: number) => h("span", { class: "cut" }, `… ${n} more characters …`);
  return [
    ...(start > 0 ? [left(start)] : []),
    text.slice(start, from),
    ...(to > from ? [h("mark", {}, text.slice(from, Math.min(to, most)))] : []),
    text.slice(Math.min(to, most), most),
    ...(most < text.length ? [left(text.length - most)] : []),
  ];
}

function lineOf(line: DiffLine, span: Span): HTMLElement {
  return h(
    "div",
    { class: `line ${line.kind}` },
    h("span", { class: "number", "aria-hidden": "true" }, String(line.before || "")),
    h("span", { class: "number", "aria-hidden": "true" }, String(line.after || "")),
    h("span", { class: "sign", "aria-hidden": "true" }, signs[line.kind]),
    h(
      "span",
      { class: "text" },
      h("span", { class: "unseen" }, said[line.kind]),
      ...cut(line.text, span),
    ),
  );
}

/** Where a removed and an added line stand for each other, what differs between them. */
function spansOf(hunk: DiffLine[]): Map<DiffLine, Span> {
  const spans = new Map<DiffLine, Span>();
  for (let at = 0; at < hunk.length; at++) {
    if (hunk[at]!.kind !== "gone") continue;
    let end = at;
    while (hunk[end]?.kind === "gone") end++;
    const gone = hunk.slice(at, end);
    gone.forEach((before, i) => {
      const after = hunk[end + i];
      if (after?.kind !== "new" || hunk[end + gone.length]?.kind === "new") return;
      const { from, to, insert } = difference(before.text, after.text);
      spans.set(before, { from, to });
      spans.set(after, { from, to: from + insert.length });
    });
    at = end - 1;
  }
  return spans;
}

function hunkOf(hunk: DiffLine[]): HTMLElement[] {
  const spans = spansOf(hunk);
  return hunk.map((line) => lineOf(line, spans.get(line) ?? { from: 0, to: 0 }));
}

/** The hunks between two texts; `label` names the region for those who do not see it. */
export function diffBlock(before: string, after: string, label: string): HTMLElement {
  const shown = hunks(diffLines(before, after));
  return h(
    "div",
    { class: "diff", role: "region", "aria-label": label },
    ...shown.flatMap((hunk, i) => [
      i > 0 ? h("div", { class: "gap", "aria-hidden": "true" }, "⋯") : null,
      ...hunkOf(hunk),
    ]),
  );
}
