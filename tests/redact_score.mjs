// The labelled set against the floors that the documentation promises, and its figures there.
//
//   node tests/redact_score.mjs           the test: $ROLECALL_BUILD/tests/redact_edits
//   node tests/redact_score.mjs --bless   writes the figures into docs/redaction.md
//   node tests/redact_score.mjs --show    every miss and every false positive
//
// The figures are those of seed 0. The other seeds draw other values into other places, so that the
// detectors fit the shapes and not one drawing of them; each has to reach the floors by itself.
import { join } from "node:path";
import { Outcome, root } from "./lib/cases.mjs";
import { checkFigures } from "./redact/figures.mjs";
import { judge, per, redactItems, score } from "./redact/score.mjs";
import { labelledSet, rowsOfTable } from "./redact/set.mjs";

const leastRecall = 0.99;
const leastPrecision = 0.95;
const leastItems = 600;
const program = join(process.env.ROLECALL_BUILD ?? join(root, "build/asan"), "tests/redact_edits");

const seeds = [0, 1, 2, 3];
const leastOfGroup = 0.97;
const outcome = new Outcome();
const shows = process.argv.includes("--show");

function judgeSet(seed) {
  const set = labelledSet(seed);
  const items = [...set.positives, ...set.negatives];
  const judgements = redactItems(program, items).map((edits, i) => judge(items[i], edits));
  return { seed, set, items, judgements, figures: score(set, judgements) };
}

function checkContents({ set }) {
  const table = [...rowsOfTable().keys()];
  const lacking = (kind, except) =>
    table.filter((row) => !except.includes(row) && !set[kind].some((item) => item.row === row));
  const positives = lacking("positives", [141]); // private addresses stay
  if (positives.length > 0) outcome.fault(`no positive of row ${positives.join(", ")}`);
  const negatives = lacking("negatives", []);
  if (negatives.length > 0) outcome.fault(`no negative of row ${negatives.join(", ")}`);
  for (const kind of ["positives", "negatives"]) {
    if (set[kind].length < leastItems) outcome.fault(`only ${set[kind].length} ${kind}`);
  }
}

const one = (text) => JSON.stringify(text.length > 160 ? `${text.slice(0, 160)}...` : text);

function show({ set, items, judgements }) {
  judgements.forEach(({ found, spilled, missed, over }, i) => {
    const { id, syntax, bytes } = items[i];
    if (i < set.positives.length && !found) {
      console.log(`MISS ${id} (${syntax}): ${one(missed[0])} in ${one(bytes.toString())}`);
    }
    if (spilled) console.log(`OVER ${id} (${syntax}): ${one(over)} in ${one(bytes.toString())}`);
  });
}

function checkFloors({ seed, judgements, figures: { all, groups } }) {
  outcome.checked(judgements.length);
  const fault = (what) => outcome.fault(`seed ${seed}: ${what}: see --show`);
  if (all.recall < leastRecall) fault(`recall is ${per(all.recall)}`);
  if (all.precision < leastPrecision) fault(`precision is ${per(all.precision)}`);
  for (const [name, { recall, positives }] of groups) {
    if (positives > 0 && recall < leastOfGroup) fault(`recall of ${name} is ${per(recall)}`);
  }
}

const judged = seeds.map(judgeSet);
for (const each of judged) {
  if (shows) show(each);
  checkFloors(each);
}
checkContents(judged[0]);
const { set, figures } = judged[0];
checkFigures(outcome, set, figures, process.argv.includes("--bless"));
const { recall, precision } = figures.all;
outcome.close(`items; recall ${per(recall)}, precision ${per(precision)}`);
