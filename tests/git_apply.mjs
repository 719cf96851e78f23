// What `rolecall fix` prints is a patch: `git apply` makes of the files what the JSON edits say,
// and `rolecall fix --write` does too.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allCases, applyEdits, filesBelow, Outcome } from "./lib/cases.mjs";
import { run, runCase, withFolder } from "./lib/cases.mjs";

const outcome = new Outcome();

function compare(where, folder, expected) {
  for (const { path, bytes } of expected) {
    if (!readFileSync(join(folder, path)).equals(bytes)) {
      outcome.fault(`${where}: ${path} is not what the edits say`);
    }
  }
  const present = filesBelow(folder).length;
  if (present !== expected.length) {
    outcome.fault(`${where}: ${present} files instead of ${expected.length}`);
  }
}

function checkCase(tested) {
  const where = tested.name;
  const { report, patch } = withFolder(tested.files, (folder) => ({
    report: runCase(tested, "fix", folder).stdout,
    patch: runCase(tested, "fix", folder, "text").stdout,
  }));
  const fixes = report === "" ? [] : JSON.parse(report).fixes;
  if (fixes.length === 0) return;
  const changed = applyEdits(tested.files, fixes);
  const untouched = tested.files.filter((f) => !changed.some((c) => c.path === f.path));
  outcome.checked();
  withFolder(tested.files, (folder) => {
    const git = spawnSync("git", ["apply", "-"], { cwd: folder, input: patch });
    if (git.status !== 0) outcome.fault(`${where}: git apply: ${git.stderr}\n${patch}`);
    else compare(`${where}: git apply`, folder, [...changed, ...untouched]);
  });
  withFolder(tested.files, (folder) => {
    const paths = tested.files.map((file) => file.path);
    run(["fix", "--write", "--quiet", ...paths, ...tested.flags], { cwd: folder });
    compare(`${where}: fix --write`, folder, [...changed, ...untouched]);
  });
}

for (const tested of allCases()) checkCase(tested);
outcome.close("patches applied");
