// The catalogue of launch errors, text by text: each real text is recognised as what its page says,
// no look-alike is; the ids are those of the facts; no message from another world is claimed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Outcome, root, run } from "./lib/cases.mjs";

const folder = "docs/messages";
const shared = process.env.ROLECALL_SHARED ?? join(root, "../shared");
const catalogued = 172;
const outcome = new Outcome();

/** `id phase cause certainty` of everything that is found in the text. */
function diagnose(text) {
  const { stdout, status, signal } = run(["check", "--format", "json", "-"], { input: text });
  if (signal || status === 3) outcome.fault(`exits ${signal ?? status}: ${text.slice(0, 200)}`);
  const found = stdout === "" ? [] : JSON.parse(stdout).diagnosis;
  return found.map((d) => `${d.id} ${d.phase} ${d.cause} ${d.certainty}`);
}

// ---- the pages ---------------------------------------------------------------------------------

/** [{ id, where, examples: [{ sign, text, expected }] }] of one page's catalogue. */
function entriesOf(file) {
  const entries = [];
  let inside = false;
  readFileSync(join(root, folder, file), "utf8").split("\n").forEach((line, i) => {
    const where = `${folder}/${file}:${i + 1}`;
    const heading = /^### ([a-z0-9-]+)$/.exec(line);
    const example = /^([=+-]) (.*)$/.exec(line);
    if (heading) entries.push({ id: heading[1], where, examples: [] });
    else if (line.startsWith("```")) inside = line === "```examples";
    else if (inside && example) {
      entries.at(-1).examples.push({ sign: example[1], text: example[2], where });
    } else if (inside) outcome.fault(`${where}: not a line of examples`);
  });
  return entries;
}

/** A line `json:REASON` is what run-task prints of a task that it did not start. */
function inputOf(text) {
  if (!text.startsWith("json:")) return text;
  return JSON.stringify({ tasks: [], failures: [{ arn: "arn:aws:ecs:1", reason: text.slice(5) }] });
}

function checkEntry({ id, where, examples }) {
  const own = [];
  const count = { "+": 0, "-": 0 };
  for (const { sign, text, where: at } of examples) {
    outcome.checked();
    if (sign === "=") {
      own.push(text);
      continue;
    }
    const found = diagnose(inputOf(text));
    count[sign] += 1;
    if (sign === "+" && found.join("; ") !== own.at(-1)) {
      outcome.fault(`${at}: ${id}: found <${found.join("; ")}>, want <${own.at(-1)}>`);
    }
    const meaningOf = (line) => line.split(" ").slice(0, 3).join(" ");
    if (sign === "-" && found.some((f) => own.map(meaningOf).includes(meaningOf(f)))) {
      outcome.fault(`${at}: ${id}: the look-alike is taken for ${found.join("; ")}`);
    }
  }
  if (count["+"] === 0) outcome.fault(`${where}: ${id} has no real text`);
  if (count["-"] === 0) outcome.fault(`${where}: ${id} has no look-alike`);
}

/** The ids in the tables of messages A to L. */
function idsOfFacts(path) {
  const ids = new Set();
  let inMessages = false;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    if (line.startsWith("## ")) inMessages = /^## [A-L]\. /.test(line);
    const id = inMessages && /^\| ([a-z][a-z0-9-]+) \|/.exec(line);
    if (id) ids.add(id[1]);
  }
  return ids;
}

const entries = readdirSync(join(root, folder))
  .filter((file) => file.endsWith(".md"))
  .sort()
  .flatMap(entriesOf);
const ids = new Set(entries.map(({ id }) => id));
if (ids.size !== entries.length) outcome.fault("an id stands twice in the catalogue");
if (ids.size !== catalogued) outcome.fault(`${ids.size} messages are catalogued, not ${catalogued}`);
const facts = join(shared, "facts/launch-errors.md");
if (existsSync(facts)) {
  for (const id of idsOfFacts(facts)) {
    if (!ids.has(id)) outcome.fault(`${id} of the facts has no entry in ${folder}`);
  }
}
entries.forEach(checkEntry);

// ---- other worlds ------------------------------------------------------------------------------

const unrelatedPath = join(root, "tests/lib/unrelated.txt");
const unrelated = readFileSync(unrelatedPath, "utf8").trimEnd().split("\n");
if (unrelated.length < 300) outcome.fault("fewer than 300 unrelated lines");
// Line by line, in one paragraph, and each a paragraph of its own.
for (const [name, text] of [
  ...unrelated.map((line, i) => [`line ${i + 1}`, line]),
  ["all lines", unrelated.join("\n")],
  ["all paragraphs", unrelated.join("\n\n")],
]) {
  const found = diagnose(`${text}\n`);
  outcome.checked();
  if (found.length > 0) outcome.fault(`${unrelatedPath}: ${name}: claims ${found.join("; ")}`);
}

// ---- real texts --------------------------------------------------------------------------------

const corpus = process.env.ROLECALL_CORPUS ?? join(shared, "corpus");
const expectedOf = new Map();
let name = "";
for (const line of readFileSync(join(root, "tests/lib/real_texts.txt"), "utf8").split("\n")) {
  if (line === "" || line.startsWith("#")) continue;
  if (!line.startsWith(" ")) expectedOf.set((name = line), []);
  else expectedOf.get(name).push(line.trim());
}
if (existsSync(join(corpus, "logs"))) {
  for (const file of readdirSync(join(corpus, "logs")).sort()) {
    const found = diagnose(readFileSync(join(corpus, "logs", file)));
    const wanted = expectedOf.get(file);
    outcome.checked();
    if (!wanted) outcome.fault(`${file} is not in tests/lib/real_texts.txt`);
    else if (found.join("; ") !== wanted.join("; ")) {
      outcome.fault(`${file}: found <${found.join("; ")}>, want <${wanted.join("; ")}>`);
    }
  }
}
outcome.close("texts");
