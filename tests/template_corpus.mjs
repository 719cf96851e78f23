// Other people's templates, where they are there: broken by pattern wherever one of the classic
// breaks can be made, they have to be found and mended as the project's own are. A break counts
// if a call that was allowed no longer is.
//
//   node tests/template_corpus.mjs [--show] [--table] [FOLDER...]
//
// `--show` tells what came of each break, `--table` what came of all by template and kind. A folder
// that holds `.tf` files anywhere is one configuration of Terraform.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { filesBelow, Outcome, root } from "./lib/cases.mjs";
import { kinds } from "./lib/template_cases.mjs";
import { terraformMutations } from "./lib/terraform_mutations.mjs";
import { errorsOf, FixChecks, isLeft, isLeftToPerson } from "./lib/template_checks.mjs";
import { report, spelled } from "./lib/template_checks.mjs";
import { python } from "./lib/template_trees.mjs";

const corpus = process.env.ROLECALL_CORPUS ?? join(root, "../shared/corpus");
const finder = join(root, "tests/lib/template_mutations.py");
const args = process.argv.slice(2);
const show = args.includes("--show");
const named = args.filter((arg) => !arg.startsWith("--"));
const folders = named.length > 0 ? named : [join(corpus, "cfn")];
const mostOfKind = 4; // by template: a template of many equal tasks shows no more with all of them
const counts = { found: 0, nothing: 0, mended: 0, "by hand": 0 };
const table = new Map(); // by template and kind: { found, nothing, mended, "by hand", failed }
const templates = new Set();
const faulty = new Set();

class Told extends Outcome {
  fault(message) {
    faulty.add(message.split(": ").slice(0, 2).join(": "));
    super.fault(message);
  }
}

const outcome = new Told();
const fixChecks = new FixChecks(outcome);

// Where another code says the same: RC103 needs a task role that certainly may.
const alsoRight = {
  "ecr-on-task-role": ["RC102"],
  "role-removed": ["RC102"],
  "secret-dropped": ["RC103"],
};

/** An account that does not contradict the only one that the files name roles of. */
function flagsFor(files) {
  const roles = files.flatMap(
    ({ bytes }) => bytes.toString("utf8").match(/(?<=arn:aws:iam::)\d{12}(?=:role)/g) ?? [],
  );
  const account = new Set(roles).size === 1 ? roles[0] : "111122223333";
  return ["--region", "eu-west-1", "--account", account];
}

function mutationsOf(paths) {
  const options = { input: paths.join("\n"), encoding: "utf8", maxBuffer: 1 << 28 };
  const done = spawnSync(python(), [finder], options);
  if (done.status !== 0) throw new Error(`${finder}: ${done.error ?? done.stderr}`);
  return done.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

function edited(text, edits) {
  let result = text;
  for (const [start, end, put] of [...edits].reverse()) {
    const characters = [...result];
    result = [...characters.slice(0, start), put, ...characters.slice(end)].join("");
  }
  return result;
}

// Calls that are surely needed, and decided so.
const decided = ({ tasks }, pattern) =>
  tasks
    .flatMap(({ calls }) => calls)
    .filter(({ decision, required }) => required === "yes" && pattern.test(decision)).length;
const allowed = (report) => decided(report, /^allowed$/);
const denied = (report) => decided(report, /Deny$/);

function tell(name, what) {
  const [template, rest] = name.split(": ");
  const row = table.get(template) ?? {};
  const cell = (row[rest.split(" ")[0]] ??= { nothing: [], mended: [], "by hand": [] });
  cell[what].push(`${template}: ${rest}`);
  table.set(template, row);
  counts[what]++;
  if (show) console.log(`${what}: ${name}`);
}

// What a container has that needs the call, where the break lies elsewhere.
function isWhatNeeds(kind, files, location) {
  const bytes = files.find(({ path }) => path === location?.file)?.bytes ?? Buffer.alloc(0);
  const text = bytes.subarray(location?.start, location?.end).toString("utf8");
  const line = bytes.toString("utf8").split("\n")[(location?.line ?? 1) - 1];
  const needs =
    kind === "secret-dropped" ? /secret|valueFrom|parameter|arn/i : /image|container|log/i;
  return needs.test(line) || needs.test(text);
}

/** At most so many of a kind. */
function someOf(mutations) {
  const seen = {};
  return mutations.filter(({ kind }) => (seen[kind] = (seen[kind] ?? 0) + 1) <= mostOfKind);
}

function checkMutation(name, good, files, file, { kind, edits, lines }) {
  const flags = flagsFor(files);
  const alone = good.fixes.length === 0; // nothing else is mended with it
  const bytes = Buffer.from(edited(file.bytes.toString("utf8"), edits));
  const broken = files.map((each) => (each === file ? { path: file.path, bytes } : each));
  const after = report(broken, flags, "check");
  if (allowed(after) >= allowed(good) || denied(after) <= denied(good)) {
    return tell(name, "nothing");
  }
  outcome.checked();
  counts.found++;
  templates.add(name.split(": ")[0]);
  const codes = [kinds[kind], ...(alsoRight[kind] ?? [])];
  const fits = ({ code, location }) =>
    codes.includes(code) &&
    (lines
      ? location?.line >= lines[0] && location.line <= lines[1]
      : isWhatNeeds(kind, broken, location));
  const errors = errorsOf(after.findings);
  if (!errors.some(fits)) {
    const found = errors.map(spelled).join("; ");
    outcome.fault(`${name}: not found${lines ? ` in lines ${lines.join(" to ")}` : ""}: ${found}`);
  }
  const first = report(broken, flags, "fix");
  const own = errors.filter(fits);
  const others = good.fixes.length > 0 && own.length > 0 && own.every(isLeft);
  if (first.fixes.length > 0 && !others) {
    fixChecks.check(name, alone ? kind : "any", broken, flags, first, errorsOf(good.findings));
    return tell(name, "mended");
  }
  if (!others && !isLeftToPerson(first)) {
    outcome.fault(`${name}: nobody says that it is done by hand`);
  }
  return tell(name, "by hand");
}

function checkTemplate(path, mutations) {
  const file = { path: basename(path), bytes: readFileSync(path) };
  const good = report([file], flagsFor([file]), "fix");
  someOf(mutations).forEach((mutation, i) => {
    const name = `${file.path}: ${mutation.kind} of ${mutation.task} (${i})`;
    try {
      checkMutation(name, good, [file], file, mutation);
    } catch (error) {
      outcome.fault(`${name}: ${error.message}`);
    }
  });
}

function checkConfiguration(folder) {
  const files = filesBelow(folder)
    .filter((path) => /\.(tf|tfvars|tftpl|tpl|tmpl|json)$/.test(path))
    .map((path) => ({ path: relative(folder, path), bytes: readFileSync(path) }));
  const good = report(files, flagsFor(files), "fix");
  const textOf = ({ bytes }) => bytes.toString("utf8");
  const all = files.filter(({ path }) => path.endsWith(".tf"));
  const found = all.flatMap((file) => {
    const beside = all.filter(({ path }) => dirname(path) === dirname(file.path)).map(textOf);
    const mutations = terraformMutations(textOf(file), beside.join("\n"));
    return mutations.map((mutation) => ({ ...mutation, file }));
  });
  for (const { file, ...mutation } of found) {
    const at = textOf(file).slice(0, mutation.edits[0][0]).split("\n").length;
    const name = `${basename(folder)}: ${mutation.kind} in ${file.path}:${at}`;
    try {
      checkMutation(name, good, files, file, mutation);
    } catch (error) {
      outcome.fault(`${name}: ${error.message}`);
    }
  }
  return good.tasks.length > 0;
}

if (!folders.every((folder) => existsSync(folder))) {
  console.log(`skipped: there is no ${folders.find((folder) => !existsSync(folder))}`);
  process.exit(0);
}
const isTerraform = (folder) => filesBelow(folder).some((path) => path.endsWith(".tf"));
const configurations = folders.filter(isTerraform);
const paths = folders
  .filter((folder) => !configurations.includes(folder))
  .flatMap(filesBelow)
  .filter((path) => readFileSync(path).includes("AWS::ECS::TaskDefinition"));
const found = paths.length > 0 ? mutationsOf(paths) : [];
paths.forEach((path, i) => {
  if (found[i].length > 0) checkTemplate(path, found[i]);
});
const nTemplates = paths.length + configurations.filter(checkConfiguration).length;
await fixChecks.close([]);

// One line by template: of each kind how many breaks were mended, left to a person and failed.
function printTable() {
  for (const [template, row] of [...table].sort()) {
    const cells = Object.keys(kinds).map((kind) => {
      const { nothing, mended, "by hand": byHand } = row[kind] ?? { nothing: null };
      if (!nothing) return "-";
      const made = [...mended, ...byHand];
      if (made.length === 0) return "no effect";
      const failed = made.filter((name) => faulty.has(name)).length;
      return `${made.length} (${byHand.length} by hand, ${failed} failed)`;
    });
    console.log(`| ${[template, ...cells].join(" | ")} |`);
  }
}

if (args.includes("--table")) {
  console.log(`| ${["template", ...Object.keys(kinds)].join(" | ")} |`);
  printTable();
}
console.log(
  `${nTemplates} templates with tasks: ${counts.found} breaks of ${templates.size} of them; ` +
    `${counts.mended} are mended, ${counts["by hand"]} left to a person; ` +
    `${counts.nothing} more break nothing`,
);
outcome.close("breaks of other people's templates");
