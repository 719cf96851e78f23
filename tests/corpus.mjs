// Real files of other people, when they are there: no crash, no hang, valid JSON, and what a fix
// changes still parses and needs no second fix.
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { applyEdits, filesBelow, Outcome, root, run, withFolder } from "./lib/cases.mjs";

const corpus = process.env.ROLECALL_CORPUS ?? join(root, "../shared/corpus");
const patience = 10_000; // milliseconds for one file; real ones take a few

if (!existsSync(corpus)) {
  console.log(`skipped: there is no ${corpus}`);
  process.exit(0);
}

const outcome = new Outcome();

function parses(bytes) {
  try {
    JSON.parse(bytes.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

function report(file, verb, paths, cwd) {
  const done = run([verb, "--format", "json", ...paths], { cwd, timeout: patience });
  const where = `${verb} ${file}`;
  if (done.timedOut) outcome.fault(`${where}: takes more than ${patience} ms`);
  else if (done.signal) outcome.fault(`${where}: ${done.signal}`);
  else if (![0, 1, 2, 3].includes(done.status)) outcome.fault(`${where}: exits ${done.status}`);
  if (done.stdout === "" && (done.status === 0 || done.status === 1)) {
    outcome.fault(`${where}: exits ${done.status} and prints nothing`);
  }
  if (done.status >= 2 && done.stderr === "") outcome.fault(`${where}: fails without a word`);
  try {
    return done.stdout === "" ? null : JSON.parse(done.stdout);
  } catch {
    outcome.fault(`${where}: the report is not JSON`);
    return null;
  }
}

function checkFix(file, given) {
  withFolder([given], (folder) => {
    const first = report(file, "fix", [given.path], folder);
    const changed = applyEdits([given], first?.fixes ?? []);
    if (changed.length === 0) return;
    for (const { path, bytes } of changed) {
      const parsedBefore = path !== given.path || parses(given.bytes);
      if (path.endsWith(".json") && parsedBefore && !parses(bytes)) {
        outcome.fault(`fix ${file}: ${path} no longer parses`);
      }
    }
    const files = changed.some((c) => c.path === given.path) ? changed : [given, ...changed];
    withFolder(files, (after) => {
      const second = report(file, "fix", files.map((f) => f.path), after);
      if (second?.fixes.length > 0) outcome.fault(`fix ${file}: a second fix changes something`);
    });
  });
}

for (const path of filesBelow(corpus)) {
  const file = path.slice(corpus.length + 1);
  outcome.checked();
  report(file, "check", [path], root);
  checkFix(file, { path: basename(path), bytes: readFileSync(path) });
}
outcome.close("files");
