// Generated simulations, asked of rolecall and of @cloud-copilot/iam-simulate. Every difference has
// to be of a class that docs/iam-differences.md lists: iam_differences.mjs puts the question in
// words with which the peer says what AWS does, and then both have to agree.
// usage: iam_peer.mjs [COUNT [SEED [FIRST-TO-SHOW]]]
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { classesOf } from "./iam_differences.mjs";
import { questionFor, randomOf } from "./iam_questions.mjs";
import { shrink } from "./iam_shrink.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const command = join(root, "build/rolecall");
const scratch = join(root, "build/peers");
const entry = join(scratch, "node_modules/@cloud-copilot/iam-simulate/dist/esm/index.js");
const [count, seed, most] = [20000, 1, 5].map((usual, i) => Number(process.argv[2 + i] ?? usual));
const portion = 20000;

if (!existsSync(entry)) {
  console.log("@cloud-copilot/iam-simulate is not in build/peers: nothing to compare with");
  process.exit(1);
}
const { runSimulation } = await import(pathToFileURL(entry).href);

function askOurs(lines) {
  const [asked, answered] = ["asked.ndjson", "answered.ndjson"].map((name) =>
    join(scratch, `${process.pid}-${name}`),
  );
  writeFileSync(asked, lines.map((line) => JSON.stringify(line) + "\n").join(""));
  const out = openSync(answered, "w");
  const run = spawnSync(command, ["simulate", "--batch", asked], {
    stdio: ["ignore", out, "inherit"],
  });
  closeSync(out);
  const answers = readFileSync(answered, "utf8")
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text));
  [asked, answered].forEach((path) => rmSync(path));
  // 2: a line could not be asked, and says so.
  if (run.status !== 0 && run.status !== 2) throw new Error(`rolecall ended with ${run.status}`);
  return answers;
}

// Its fastest call, runUnsafeSimulation, falls over resource policies, passes over session policies
// and leaves RCPFullAWSAccess out; what is compared is the other one.
async function askTheirs(line) {
  const answer = await runSimulation(line, {});
  return answer.overallResult ?? `refused: ${JSON.stringify(answer.errors)}`;
}

const totals = {
  compared: 0,
  refused: 0,
  refusedThere: 0,
  different: 0,
  unexplained: 0,
  moved: 0,
  classes: new Map(),
  results: new Map(),
};
const bump = (map, name) => map.set(name, (map.get(name) ?? 0) + 1);

async function isNew(line) {
  const [{ result }] = askOurs([line]);
  const theirs = await askTheirs(line);
  if (result === undefined || theirs.startsWith("refused") || theirs === result) return false;
  return !(await classesOf(line, result, askTheirs));
}

async function showNew(line) {
  const least = await shrink(line, isNew);
  const here = JSON.stringify(askOurs([least])[0]);
  console.log(`NEW: ${here} here, ${await askTheirs(least)} there\n  ${JSON.stringify(least)}`);
}

async function compare(line, answer) {
  if (answer.error !== undefined) {
    if (totals.refused++ < most) console.log(`refused: ${answer.error}\n  ${JSON.stringify(line)}`);
    return;
  }
  const theirs = await askTheirs(line);
  if (theirs.startsWith("refused")) {
    if (totals.refusedThere++ < most) console.log(`there ${theirs}\n  ${JSON.stringify(line)}`);
    return;
  }
  totals.compared++;
  bump(totals.results, answer.result);
  if (theirs === answer.result) return;
  totals.different++;
  const explained = await classesOf(line, answer.result, askTheirs);
  if (explained) {
    for (const name of explained.names) bump(totals.classes, name);
    rewritten.push({
      line: explained.line,
      names: explained.names,
      was: line,
      result: answer.result,
    });
  } else if (totals.unexplained++ < most) await showNew(line);
}

// A rewritten question has to mean the same, here as before.
const rewritten = [];
function checkRewritten() {
  const answers = rewritten.length > 0 ? askOurs(rewritten.map(({ line }) => line)) : [];
  for (const [i, { names, was, result }] of rewritten.entries()) {
    if (answers[i].result === result) continue;
    if (totals.moved++ < most) {
      const now = JSON.stringify(answers[i]);
      console.log(`${names.join(" + ")} changes ${result} to ${now}\n  ${JSON.stringify(was)}`);
    }
  }
  rewritten.length = 0;
}

const random = randomOf(seed);
for (let done = 0; done < count; done += portion) {
  const lines = Array.from({ length: Math.min(portion, count - done) }, () => questionFor(random));
  const answers = askOurs(lines);
  for (const [i, line] of lines.entries()) await compare(line, answers[i]);
  checkRewritten();
}
const shown = (map) =>
  [...map].sort((a, b) => b[1] - a[1]).map(([name, n]) => `${String(n).padStart(9)} ${name}`);
console.log(
  `seed ${seed}: ${totals.compared} simulations compared, ` +
    `${totals.refused} refused here, ${totals.refusedThere} there`,
);
console.log(shown(totals.results).join("\n"));
console.log(`${totals.different} different, of these by the classes of docs/iam-differences.md:`);
console.log(shown(totals.classes).join("\n"));
console.log(`${totals.unexplained} that no class explains, ${totals.moved} whose class is wrong`);
process.exit(totals.unexplained + totals.moved + totals.refused > 0 ? 1 : 0);
