// Templates of the project's own, each broken in the classic ways: nothing is found before, the
// right line is found after, `fix` mends it in the template's own style, touches nothing else, and
// has nothing to do the second time. What the files say is told by independent parsers.
//
//   node tests/template_breaks.mjs [--check-only] [NAME...]   only templates whose names begin so
import { Outcome } from "./lib/cases.mjs";
import { breakFiles, kinds, ownTemplates, placeOf } from "./lib/template_cases.mjs";
import { errorsOf, FixChecks, isLeftToPerson, report, spelled } from "./lib/template_checks.mjs";

const leastTemplates = 40;
const leastBreaks = 200;
const args = process.argv.slice(2);
const checkOnly = args.includes("--check-only");
const wanted = args.filter((arg) => !arg.startsWith("--"));
const outcome = new Outcome();
const fixChecks = new FixChecks(outcome);

function checkCalls(template, tasks) {
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
}

function checkGood(template) {
  const { status, tasks, findings } = report(template.files, template.flags, "check");
  outcome.checked();
  for (const error of errorsOf(findings)) outcome.fault(`${template.name}: ${spelled(error)}`);
  if (status !== 0) outcome.fault(`${template.name}: check exits ${status}`);
  if (tasks.length === 0) outcome.fault(`${template.name}: no task is found`);
  checkCalls(template, tasks);
  if (checkOnly) return;
  const { fixes } = report(template.files, template.flags, "fix");
  if (fixes.length > 0) outcome.fault(`${template.name}: there is nothing to fix`);
}

function checkFindings(name, files, { kind, finds }, findings) {
  const places = finds.map((words) => placeOf(files, kind, words));
  const expected = places.map(({ code, path, line }) => `${code} ${path}:${line}`);
  const errors = errorsOf(findings).map((error) => ({
    place: `${error.code} ${error.location?.file}:${error.location?.line}`,
    error,
  }));
  for (const place of expected.filter((each) => !errors.some((e) => e.place === each))) {
    outcome.fault(`${name}: not found: ${place}`);
  }
  for (const { place, error } of errors) {
    if (!expected.includes(place)) outcome.fault(`${name}: not meant: ${spelled(error)}`);
  }
}

function checkByHand(name, first) {
  if (first.fixes.length > 0) outcome.fault(`${name}: is mended, and not by hand any more`);
  else if (first.status !== 1) outcome.fault(`${name}: fix exits ${first.status}`);
  else if (!isLeftToPerson(first)) outcome.fault(`${name}: nobody says that it is done by hand`);
}

function checkFix(name, template, broken, { kind, restored, byHand }) {
  const first = report(broken, template.flags, "fix");
  if (byHand) checkByHand(name, first);
  else if (first.fixes.length === 0) outcome.fault(`${name}: fix changes nothing`);
  if (byHand || first.fixes.length === 0) return;
  const fixed = fixChecks.check(name, kind, broken, template.flags, first);
  const asBefore = fixed.every(({ path, bytes }) => {
    const file = template.files.find((each) => each.path === path);
    return file && Buffer.compare(file.bytes, bytes) === 0;
  });
  if (restored !== asBefore) {
    outcome.fault(`${name}: ${asBefore ? "is `restored`" : "is not as it was before the break"}`);
  }
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
const templates = all.filter(
  ({ name }) => wanted.length === 0 || wanted.some((prefix) => name.startsWith(prefix)),
);
for (const template of templates) {
  guarded(template.name, () => checkGood(template));
  for (const each of template.breaks) {
    guarded(`${template.name}: ${each.kind}`, () => checkBreak(template, each));
  }
}
await fixChecks.close(templates);
const pairs = all.flatMap(({ breaks }) => breaks);
if (all.length < leastTemplates) outcome.fault(`only ${all.length} templates`);
if (pairs.length < leastBreaks) outcome.fault(`only ${pairs.length} breaks`);
for (const kind of Object.keys(kinds)) {
  if (!pairs.some((each) => each.kind === kind)) outcome.fault(`nothing is broken by ${kind}`);
}
outcome.close(`templates and breaks of them (${all.length} and ${pairs.length} in all)`);
