// Other people's templates, where they are there: broken by pattern wherever one of the classic
// breaks can be made, they have to be found and mended as the project's own are. A break counts
// if a call that was allowed no longer is.
//
//   node tests/template_corpus.mjs [--show] [FOLDER...]   --show tells what came of each break
//
// A folder that holds `.tf` files anywhere is one configuration of Terraform.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { filesBelow, Outcome, root } from "./lib/cases.mjs";
import { kinds } from "./lib/template_cases.mjs";
import { errorsOf, FixChecks, isLeftToPerson, report, spelled } from "./lib/template_checks.mjs";
import { python } from "./lib/template_trees.mjs";

const corpus = process.env.ROLECALL_CORPUS ?? join(root, "../shared/corpus");
const flags = ["--region", "eu-west-1", "--account", "111122223333"];
const finder = join(root, "tests/lib/template_mutations.py");
const args = process.argv.slice(2);
const show = args.includes("--show");
const named = args.filter((arg) => !arg.startsWith("--"));
const folders = named.length > 0 ? named : [join(corpus, "cfn")];
const outcome = new Outcome();
const fixChecks = new FixChecks(outcome);
const counts = { found: 0, nothing: 0, mended: 0, "by hand": 0 };
const templates = new Set();

// A place where another code says the same: RC103 needs a task role that certainly may.
const alsoRight = { "ecr-on-task-role": ["RC102"], "role-removed": ["RC102"] };

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
  counts[what]++;
  if (show) console.log(`${what}: ${name}`);
}

function checkMutation(name, good, files, file, { kind, edits, lines }) {
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
    codes.includes(code) && location?.line >= lines[0] && location.line <= lines[1];
  const errors = errorsOf(after.findings);
  if (!errors.some(fits)) {
    const found = errors.map(spelled).join("; ");
    outcome.fault(`${name}: not found between lines ${lines.join(" and ")}: ${found}`);
  }
  const first = report(broken, flags, "fix");
  if (first.fixes.length > 0) {
    fixChecks.check(name, alone ? kind : "any", broken, flags, first);
    return tell(name, "mended");
  }
  if (!isLeftToPerson(first)) outcome.fault(`${name}: nobody says that it is done by hand`);
  return tell(name, "by hand");
}

function checkTemplate(path, mutations) {
  const file = { path: basename(path), bytes: readFileSync(path) };
  const good = report([file], flags, "fix");
  mutations.forEach((mutation, i) => {
    const name = `${file.path}: ${mutation.kind} of ${mutation.task} (${i})`;
    try {
      checkMutation(name, good, [file], file, mutation);
    } catch (error) {
      outcome.fault(`${name}: ${error.message}`);
    }
  });
}

// Where text of Terraform can be broken. A role that is removed is missed at its task's block.
function* terraformMutations(text) {
  const lineOf = (at) => text.slice(0, at).split("\n").length;
  for (const match of text.matchAll(/^[ \t]*execution_role_arn[ \t]*=.*\n/gm)) {
    const block = text.lastIndexOf("\nresource", match.index);
    const end = text.indexOf("\n}", match.index);
    const lines = [lineOf(block + 1), lineOf(end < 0 ? text.length : end)];
    const edits = [[match.index, match.index + match[0].length, ""]];
    yield { kind: "role-removed", edits, lines };
  }
  const put = (kind, at, length, instead) => {
    const line = lineOf(at);
    return { kind, edits: [[at, at + length, instead]], lines: [line, line] };
  };
  for (const match of text.matchAll(/"ecs-tasks\.amazonaws\.com"/g)) {
    yield put("trust-ec2", match.index, match[0].length, '"ec2.amazonaws.com"');
  }
  const token = /(actions\s*=\s*\["ecr:GetAuthorizationToken"\]\s*resources\s*=\s*\[)"\*"/g;
  for (const match of text.matchAll(token)) {
    const arn = '"arn:aws:ecr:eu-west-1:111122223333:repository/none"';
    yield put("token-scoped", match.index + match[1].length, 3, arn);
  }
}

function checkConfiguration(folder) {
  const files = filesBelow(folder)
    .filter((path) => /\.(tf|tfvars|tftpl|tpl|tmpl|json)$/.test(path))
    .map((path) => ({ path: relative(folder, path), bytes: readFileSync(path) }));
  const good = report(files, flags, "fix");
  for (const file of files.filter(({ path }) => path.endsWith(".tf"))) {
    for (const mutation of terraformMutations(file.bytes.toString("utf8"))) {
      const name = `${folder}: ${mutation.kind} in ${file.path}:${mutation.lines[0]}`;
      try {
        checkMutation(name, good, files, file, mutation);
      } catch (error) {
        outcome.fault(`${name}: ${error.message}`);
      }
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
console.log(
  `${nTemplates} templates with tasks: ${counts.found} breaks of ${templates.size} of them; ` +
    `${counts.mended} are mended, ${counts["by hand"]} left to a person; ` +
    `${counts.nothing} more break nothing`,
);
outcome.close("breaks of other people's templates");
