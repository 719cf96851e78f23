// The figures by family of docs/redaction.md: made from the labelled set, and compared by the test.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/cases.mjs";
import { per } from "./score.mjs";

const page = "docs/redaction.md";
const begin = "<!-- figures: node tests/redact_score.mjs --bless -->";
const end = "<!-- end of figures -->";

export function renderFigures(set, { all, groups }) {
  const rows = [
    ["items", "to find", "found", "recall", "nothing to find", "touched"],
    [..."-:::::"].map((c) => (c === "-" ? "---" : "--:")),
  ];
  for (const [name, t] of groups) {
    rows.push([
      name,
      t.positives || "",
      t.positives ? t.found : "",
      t.positives ? per(t.recall) : "",
      t.negatives || "",
      t.wrong || (t.negatives ? 0 : ""),
    ]);
  }
  rows.push(["**all**", all.positives, all.found, per(all.recall), all.negatives, all.wrong]);
  const table = rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  return (
    `${table}\n\nRecall ${per(all.recall)}, precision ${per(all.precision)}; ` +
    `${set.positives.length} positives and ${set.negatives.length} negatives.`
  );
}

/** The block of the page is what the set gives today; or is made so. */
export function checkFigures(outcome, set, figures, bless) {
  outcome.checked();
  const text = readFileSync(join(root, page), "utf8");
  const [start, stop] = [text.indexOf(begin), text.indexOf(end)];
  if (start < 0 || stop < start) return outcome.fault(`${page}: no block \`${begin}\``);
  const block = `${begin}\n${renderFigures(set, figures)}\n`;
  if (text.slice(start, stop) === block) return;
  if (bless) writeFileSync(join(root, page), text.slice(0, start) + block + text.slice(stop));
  else outcome.fault(`${page}: the figures are not those of today: run with --bless`);
}
