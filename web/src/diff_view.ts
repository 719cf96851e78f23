// A diff as elements: what the fix shows, and what somebody else proposes.
import { diffLines, hunks, type DiffLine } from "./diff";
import { h } from "./dom";

const signs = { same: " ", gone: "-", new: "+" } as const;
const said = { same: "", gone: "removed: ", new: "added: " } as const;

function lineOf(line: DiffLine): HTMLElement {
  return h(
    "div",
    { class: `line ${line.kind}` },
    h("span", { class: "number", "aria-hidden": "true" }, String(line.before || "")),
    h("span", { class: "number", "aria-hidden": "true" }, String(line.after || "")),
    h("span", { class: "sign", "aria-hidden": "true" }, signs[line.kind]),
    h("span", { class: "text" }, h("span", { class: "unseen" }, said[line.kind]), line.text),
  );
}

/** The hunks between two texts; `label` names the region for those who do not see it. */
export function diffBlock(before: string, after: string, label: string): HTMLElement {
  const shown = hunks(diffLines(before, after));
  return h(
    "div",
    { class: "diff", tabindex: 0, role: "region", "aria-label": label },
    ...shown.flatMap((hunk, i) => [
      i > 0 ? h("div", { class: "gap", "aria-hidden": "true" }, "⋯") : null,
      ...hunk.map(lineOf),
    ]),
  );
}
