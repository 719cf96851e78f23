// Redaction: how fast and how evenly, what it finds of the labelled set, and what secretlint finds
// of the same. Run by ./dev bench.
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { judge, judgeScan, per, redactItems, score } from "../tests/redact/score.mjs";
import { labelledSet } from "../tests/redact/set.mjs";
import { hostileAnswers, hostileInputs, hostileMap } from "./redact_inputs.mjs";

// What the rules of the preset speak of, as rows of data/detectors.txt; the rest it does not claim.
// Of PEM blocks it decodes the key, and finds none here: those of the set hold random bytes.
const claimed = new Set([
  3, 37, 38, 56, 65, 71, 72, 73, 85, 86, 87, 92, 104, 107, 116, 129, 133, 135, 136,
]);

const megabytes = 64;
const leastRate = 150; // MB/s

function filesBelow(folder, pattern) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path, pattern) : pattern.test(path) ? [path] : [];
    });
}

const filled = (piece, size) => {
  const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(piece);
  return Buffer.alloc(size, bytes);
};

// Real logs and task definitions one behind the other; without them, our own examples.
function ordinaryText(root) {
  const corpus = process.env.ROLECALL_CORPUS ?? join(root, "../shared/corpus");
  const folders = existsSync(corpus)
    ? [join(corpus, "logs"), join(corpus, "taskdef")]
    : [join(root, "examples")];
  return Buffer.concat(
    folders.flatMap((f) => filesBelow(f, /\.(txt|json|log)$/)).map((file) => readFileSync(file)),
  );
}

// The same text over and over is kinder than a log. Here no copy has the times and the identifiers
// of another.
function varied(text, size) {
  let state = 7;
  const digit = (base) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return "0123456789abcdef"[(state >>> 24) % base];
  };
  const drawn = new RegExp(
    "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?|" +
      "[\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}|\\b[\\da-f]{32}\\b",
    "g",
  );
  const vary = (found) =>
    found.includes(":")
      ? found.slice(0, 14) + found.slice(14).replace(/\d/g, () => digit(6))
      : found.replace(/[\da-f]/g, () => digit(16));
  const copies = [];
  for (let n = 0; n < size; n += copies.at(-1).length) {
    copies.push(text.toString("latin1").replace(drawn, vary));
  }
  return Buffer.from(copies.join(""), "latin1").subarray(0, size);
}

// And here no line is like another: a time and the identifier of a request stand before each.
function stamped(text, size) {
  const lines = text.toString("latin1").split("\n");
  const out = [];
  for (let i = 0, n = 0; n < size; i++) {
    const time = new Date(1.7e12 + i * 1117).toISOString();
    const id = (Math.imul(i, 2654435761) >>> 0).toString(16).padStart(8, "0");
    out.push(`${time} ${id} ${lines[i % lines.length]}\n`);
    n += out.at(-1).length;
  }
  return Buffer.from(out.join(""), "latin1").subarray(0, size);
}

// Sizes of hostile texts; a text of four times the size should take four times as long. Where the
// first two lie on both sides of the caches, the next two tell.
const hostileSizes = [1.25e6, 5e6, 20e6];
const leastHostileRate = 20; // MB/s
const mostGrowth = 6;
const mostTold = 24;

export function benchRedactSpeed({ root, command, scratch, timeOf, line, verdict }) {
  console.log("\n-- redact, one core, whole process, processor time");
  const file = join(scratch, "redact.txt");
  const time = (bytes, rounds) => {
    writeFileSync(file, bytes);
    return timeOf(rounds, command, ["redact", "--quiet", file]).own / 1000;
  };
  const rate = (bytes, seconds) => bytes.length / 1e6 / seconds;
  const ordinary = filled(ordinaryText(root), megabytes * 1e6);
  const whole = rate(ordinary, time(ordinary, 3));
  line(
    `${megabytes} MB of logs and task definitions`,
    `${whole.toFixed(0)} MB/s`,
    `at least ${leastRate} ${verdict(whole >= leastRate)}`,
  );
  for (const [name, make] of [
    ["the same, other times and identifiers in each copy", varied],
    ["the same, a time and an identifier before each line", stamped],
  ]) {
    const text = make(ordinaryText(root), megabytes * 1e6);
    const own = rate(text, time(text, 3));
    line(name, `${own.toFixed(0)} MB/s`, `at least ${leastRate} ${verdict(own >= leastRate)}`);
  }
}

// Every text in two sizes, and in a third where these do not settle it: the slowest are told, and
// those that grow worse than they should.
function sweep(title, inputs, run, { line, verdict }) {
  console.log(`\n-- ${title}: MB/s, and the time for four times the text`);
  const all = inputs.map(([name, make]) => {
    const [once, four] = hostileSizes.slice(0, 2).map((size) => run(make(size)));
    const rate = hostileSizes[1] / 1e6 / four;
    const near = four / once;
    const growth = near > mostGrowth ? run(make(hostileSizes[2])) / four : near;
    return { name, rate, near, growth };
  });
  const tell = ({ name, rate, near, growth }) =>
    line(
      name,
      `${rate.toFixed(1)} MB/s, ${near.toFixed(1)}x` +
        (near > mostGrowth ? `, then ${growth.toFixed(1)}x` : ""),
      `${verdict(rate >= leastHostileRate)} ${verdict(growth <= mostGrowth)}`,
    );
  all.sort((a, b) => a.rate - b.rate);
  all.filter((t, i) => i < mostTold || t.near > mostGrowth).forEach(tell);
  const slower = (rate) => all.filter((t) => t.rate < rate).length;
  line(
    `${all.length} texts`,
    `${slower(leastHostileRate)}, ${slower(50)}, ${slower(leastRate)}`,
    `below ${leastHostileRate}, 50 and ${leastRate} MB/s`,
  );
}

/** Redaction and the way back on texts that nobody writes; processor time of the whole process. */
export function benchRedactHostile({ command, scratch, timeOf, line, verdict }) {
  const file = join(scratch, "hostile.txt");
  const map = join(scratch, "hostile.map");
  const run = (args) => (text) => {
    writeFileSync(file, text);
    return timeOf(1, command, [...args, file], { stdio: ["ignore", "pipe", "ignore"] }).own / 1000;
  };
  const print = { line, verdict };
  sweep("redact, hostile texts", [...hostileInputs()], run(["redact", "--quiet"]), print);
  writeFileSync(map, hostileMap());
  sweep("restore, hostile answers", hostileAnswers(), run(["restore", "--map", map]), print);
}

function tell(line, name, { all, groups }) {
  line(`${name}: recall, precision`, `${per(all.recall)}, ${per(all.precision)}`);
  for (const [group, t] of groups) {
    if (t.positives > 0) line(`  ${group}`, `${t.found} of ${t.positives}`);
  }
  line("  touched where nothing was to be found", `${all.wrong} of ${all.negatives}`);
}

function withoutOthers(set, judgements) {
  const items = [...set.positives, ...set.negatives];
  const kept = items.map((item, i) => i >= set.positives.length || claimed.has(item.row));
  return score(
    { positives: set.positives.filter((_, i) => kept[i]), negatives: set.negatives },
    judgements.filter((_, i) => kept[i]),
  );
}

async function scan(peers, items) {
  const load = (name) =>
    import(pathToFileURL(join(peers, `node_modules/@secretlint/${name}/module/index.js`)).href);
  const { lintSource } = await load("core");
  const { creator } = await load("secretlint-rule-preset-recommend");
  const rule = { id: "@secretlint/secretlint-rule-preset-recommend", rule: creator, options: {} };
  const found = [];
  for (const { path, bytes } of items) {
    const content = bytes.toString("utf8");
    const source = { filePath: `/${path}`, content, contentType: "text", ext: ".txt" };
    const options = { noPhysicFilePath: true, config: { rules: [rule] } };
    const { messages } = await lintSource({ source, options });
    found.push(messages.length);
  }
  return found;
}

export async function benchRedactRecall({ program, peers, line, verdict }) {
  const set = labelledSet();
  const items = [...set.positives, ...set.negatives];
  console.log(
    `\n-- redact on the labelled set: ${set.positives.length} positives, ` +
      `${set.negatives.length} negatives`,
  );
  const own = redactItems(program, items).map((edits, i) => judge(items[i], edits));
  const figures = score(set, own);
  tell(line, "rolecall", figures);
  line(
    "rolecall: recall",
    per(figures.all.recall),
    `at least 99 % ${verdict(figures.all.recall >= 0.99)}`,
  );
  line(
    "rolecall: precision",
    per(figures.all.precision),
    `at least 95 % ${verdict(figures.all.precision >= 0.95)}`,
  );
  if (!existsSync(join(peers, "node_modules/@secretlint/core"))) {
    console.log("secretlint is not in build/peers: no comparison");
    return;
  }
  const theirs = (await scan(peers, items)).map((warnings, i) => judgeScan(items[i], warnings));
  console.log("secretlint's recommended rules warn and do not redact: any warning is a find");
  tell(line, "secretlint", score(set, theirs));
  const [fair, same] = [theirs, own].map((judgements) => withoutOthers(set, judgements).all);
  line(`the ${fair.positives} items of what it claims: secretlint`, per(fair.recall));
  line("  the same: rolecall", per(same.recall));
}
