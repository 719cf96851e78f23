// Templates of the project's own, each broken in the classic ways: nothing is found before, the
// right line is found after, `fix` mends it in the template's own style, touches nothing else, and
// has nothing to do the second time. What the files say is told by independent parsers.
//
//   node tests/template_breaks.mjs [--check-only] [NAME...]   only templates whose names begin so
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { applyEdits, Outcome, run, withFolder } from "./lib/cases.mjs";
import { breakFiles, kinds, ownTemplates, placeOf } from "./lib/template_cases.mjs";
import { changesBeyond, styleFaults } from "./lib/template_edits.mjs";
import { undeclared } from "./lib/template_references.mjs";
import { parseAll } from "./lib/template_trees.mjs";

const leastTemplates = 40;
const leastBreaks = 200;
const args = process.argv.slice(2);
const checkOnly = args.includes("--check-only");
const wanted = args.filter((arg) => !arg.startsWith("--"));
const outcome = new Outcome();
const parsed = []; // what is compared once everything is parsed: { where, kind, broken, fixed }

function report(files, flags, verb) {
  return withFolder(files, (folder) => {
    const done = run([verb, "--format", "json", ".", ...flags], { cwd: folder });
    if (done.status > 1) throw new Error(`${verb} exits ${done.status}: ${done.stderr}`);
    return { status: done.status, ...JSON.parse(done.stdout) };
  });
}

const errorsOf = (findings) => findings.filter((finding) => finding.severity === "error");
const where = ({ code, location, message }) =>
  `${code} ${location?.file}:${location?.line} ${message}`;

function checkGood(template) {
  const { status, tasks, findings } = report(template.files, template.flags, "check");
  outcome.checked();
  for (const error of errorsOf(findings)) outcome.fault(`${template.name}: ${where(error)}`);
  if (status !== 0) outcome.fault(`${template.name}: check exits ${status}`);
  if (tasks.length === 0) outcome.fault(`${template.name}: no task is found`);
  const open = new Set();
  for (const { name, calls } of tasks) {
    for (const { action, decision, missing } of calls.filter((c) => c.decision !== "allowed")) {
      open.add(action);
      if (decision === "unknown" && template.open.includes(action)) continue;
      outcome.fault(`${template.name}: task ${name}: ${action} is ${decision} (${missing})`);
    }
  }
  for (const action of template.open.filter((each) => !open.has(each))) {
    outcome.fault(`${template.name}: ${action} is not open any more`);
  }
  if (checkOnly) return;
  const { fixes } = report(template.files, template.flags, "fix");
  if (fixes.length > 0) outcome.fault(`${template.name}: there is nothing to fix`);
}

function checkFindings(name, files, { kind, finds }, findings) {
  const places = finds.map((words) => placeOf(files, kind, words));
  const spelled = ({ code, path, line }) => `${code} ${path}:${line}`;
  const found = errorsOf(findings).map(({ code, location }) =>
    spelled({ code, path: location?.file, line: location?.line }),
  );
  const expected = places.map(spelled);
  for (const place of expected.filter((each) => !found.includes(each))) {
    outcome.fault(`${name}: not found: ${place}`);
  }
  for (const error of errorsOf(findings)) {
    const { code, location } = error;
    const place = spelled({ code, path: location?.file, line: location?.line });
    if (!expected.includes(place)) outcome.fault(`${name}: not meant: ${where(error)}`);
  }
}

function merged(files, changed) {
  const bytesOf = new Map(files.map(({ path, bytes }) => [path, bytes]));
  for (const { path, bytes } of changed) bytesOf.set(path, bytes);
  return [...bytesOf].map(([path, bytes]) => ({ path, bytes }));
}

// What `fix --write` leaves is what the report's edits make of the bytes that were there.
function checkWritten(name, broken, flags, fixed) {
  withFolder(broken, (folder) => {
    run(["fix", "--write", "--quiet", ".", ...flags], { cwd: folder });
    for (const { path, bytes } of fixed) {
      const there = join(folder, path);
      if (!existsSync(there) || Buffer.compare(readFileSync(there), bytes) !== 0) {
        outcome.fault(`${name}: ${path} is not written as the edits say`);
      }
    }
  });
}

function checkByHand(name, first) {
  const fixes = errorsOf(first.findings).map(({ fix }) => fix);
  const told = fixes.every(
    (fix) => fix?.applicability === "display" && fix.summary.endsWith("by hand"),
  );
  if (first.fixes.length > 0) outcome.fault(`${name}: is mended, and not by hand any more`);
  else if (first.status !== 1) outcome.fault(`${name}: fix exits ${first.status}`);
  else if (!told) outcome.fault(`${name}: it is not told that a person has to mend this`);
}

function checkFix(name, template, broken, { kind, restored, byHand }) {
  const first = report(broken, template.flags, "fix");
  if (byHand) {
    checkByHand(name, first);
    return;
  }
  if (first.status !== 0) outcome.fault(`${name}: fix exits ${first.status}`);
  if (first.fixes.length === 0) {
    outcome.fault(`${name}: fix changes nothing`);
    return;
  }
  if (!first.proof?.holds) outcome.fault(`${name}: the proof does not hold`);
  const fixed = merged(broken, applyEdits(broken, first.fixes));
  for (const fault of styleFaults(broken, fixed, first.fixes)) outcome.fault(`${name}: ${fault}`);
  checkWritten(name, broken, template.flags, fixed);
  for (const error of errorsOf(report(fixed, template.flags, "check").findings)) {
    outcome.fault(`${name}: not mended: ${where(error)}`);
  }
  const second = report(fixed, template.flags, "fix");
  if (second.fixes.length > 0) outcome.fault(`${name}: a second fix changes something`);
  const asBefore = fixed.every(({ path, bytes }) => {
    const file = template.files.find((each) => each.path === path);
    return file && Buffer.compare(file.bytes, bytes) === 0;
  });
  if (restored !== asBefore) {
    outcome.fault(`${name}: ${asBefore ? "is `restored`" : "is not as it was before the break"}`);
  }
  parsed.push({ name, kind, broken, fixed });
}

function checkBreak(template, each) {
  const name = `${template.name}: ${each.kind}`;
  const broken = breakFiles(template.files, each.edits);
  outcome.checked();
  checkFindings(name, broken, each, report(broken, template.flags, "check").findings);
  if (!checkOnly) checkFix(name, template, broken, each);
}

function guarded(name, check) {
  try {
    check();
  } catch (error) {
    outcome.fault(`${name}: ${error.message}`);
  }
}

const all = ownTemplates();
const templates = all.filter(({ name }) =>
  wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)),
);
for (const template of templates) {
  guarded(template.name, () => checkGood(template));
  for (const each of template.breaks) {
    guarded(`${template.name}: ${each.kind}`, () => checkBreak(template, each));
  }
}
const treesOf = await parseAll([
  ...templates.flatMap(({ files }) => files),
  ...parsed.flatMap(({ broken, fixed }) => [...broken, ...fixed]),
]);
for (const { name, files } of templates) {
  for (const file of files) {
    const fault = treesOf(file)?.fault;
    if (fault) outcome.fault(`${name}: ${file.path} is no template: ${fault}`);
  }
}
for (const { name, kind, broken, fixed } of parsed) {
  const before = undeclared(broken, treesOf);
  for (const place of undeclared(fixed, treesOf)) {
    if (!before.has(place)) outcome.fault(`${name}: nobody declares ${place}`);
  }
  for (const file of fixed) {
    const after = treesOf(file);
    if (!after) continue;
    const before = treesOf(broken.find(({ path }) => path === file.path) ?? file);
    if (after.fault) outcome.fault(`${name}: ${file.path} does not parse: ${after.fault}`);
    else if (before.fault) outcome.fault(`${name}: ${file.path} is broken: ${before.fault}`);
    else {
      for (const place of changesBeyond(kind, file.path, before.trees, after.trees)) {
        outcome.fault(`${name}: ${file.path}: ${place} changed, which has no part in this`);
      }
    }
  }
}
const pairs = all.flatMap(({ breaks }) => breaks);
if (all.length < leastTemplates) outcome.fault(`only ${all.length} templates`);
if (pairs.length < leastBreaks) outcome.fault(`only ${pairs.length} breaks`);
for (const kind of Object.keys(kinds)) {
  if (!pairs.some((each) => each.kind === kind)) outcome.fault(`nothing is broken by ${kind}`);
}
outcome.close(`templates and breaks of them (${all.length} and ${pairs.length} in all)`);
