// The labelled set against the floors that the documentation promises, and its figures there.
//
//   node tests/redact_score.mjs           the test: $ROLECALL_BUILD/tests/redact_edits
//   node tests/redact_score.mjs --bless   writes the figures into docs/redaction.md
//   node tests/redact_score.mjs --show    every miss and every false positive
import { join } from "node:path";
import { Outcome, root } from "./lib/cases.mjs";
import { checkFigures } from "./redact/figures.mjs";
import { judge, per, redactItems, score } from "./redact/score.mjs";
import { labelledSet, rowsOfTable } from "./redact/set.mjs";

const leastRecall = 0.99;
const leastPrecision = 0.95;
const leastItems = 600;
const program = join(process.env.ROLECALL_BUILD ?? join(root, "build/asan"), "tests/redact_edits");

const outcome = new Outcome();
const set = labelledSet();
const items = [...set.positives, ...set.negatives];
const judgements = redactItems(program, items).map((edits, i) => judge(items[i], edits));
const figures = score(set, judgements);

const lacking = [...rowsOfTable().keys()].filter(
  (row) =>
    row !== 141 && // private addresses stay
    !set.positives.some((item) => item.row === row),
);
if (lacking.length > 0) outcome.fault(`no positive of row ${lacking.join(", ")}`);
for (const kind of ["positives", "negatives"]) {
  if (set[kind].length < leastItems) outcome.fault(`only ${set[kind].length} ${kind}`);
}
const one = (text) => JSON.stringify(text.length > 160 ? `${text.slice(0, 160)}...` : text);
judgements.forEach((judgement, i) => {
  outcome.checked();
  const { found, spilled, missed, over } = judgement;
  if (!process.argv.includes("--show")) return;
  const { id, syntax, bytes } = items[i];
  if (i < set.positives.length && !found) {
    console.log(`MISS ${id} (${syntax}): ${one(missed[0])} in ${one(bytes.toString())}`);
  }
  if (spilled) console.log(`OVER ${id} (${syntax}): ${one(over)} in ${one(bytes.toString())}`);
});
const { recall, precision } = figures.all;
if (recall < leastRecall) outcome.fault(`recall is ${per(recall)}: see --show`);
if (precision < leastPrecision) outcome.fault(`precision is ${per(precision)}: see --show`);
checkFigures(outcome, set, figures, process.argv.includes("--bless"));
outcome.close(`items; recall ${per(recall)}, precision ${per(precision)}`);
