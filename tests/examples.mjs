// The templates among the examples, as somebody would try them: the fault is found where it is, and
// what the fix writes leaves nothing to find and nothing to mend.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { applyEdits, filesBelow, Outcome, root } from "./lib/cases.mjs";
import { report, spelled } from "./lib/template_checks.mjs";

// What stands in the line of each finding; one that a person has to mend elsewhere is `left`.
const expected = {
  cloudformation: { RC103: "ValueFrom: !Ref Password" },
  "cloudformation-json": { RC203: "log-group:${Logs}" },
  terraform: { RC102: "aws_ssm_parameter.database.arn", RC104: "[aws_ecr_repository.api.arn]" },
  "terraform-plan": { RC301: "ec2.amazonaws.com", left: true },
};

const outcome = new Outcome();

function filesOf(name) {
  const folder = join(root, "examples", name);
  if (!existsSync(folder)) throw new Error(`there is no ${folder}`);
  return filesBelow(folder).map((path) => ({
    path: path.slice(folder.length + 1),
    bytes: readFileSync(path),
  }));
}

function lineOf(files, { file, line }) {
  const { bytes } = files.find(({ path }) => path === file);
  return bytes.toString("utf8").split("\n")[line - 1];
}

for (const [name, { left = false, ...codes }] of Object.entries(expected)) {
  const files = filesOf(name);
  const { status, findings } = report(files, [], "check");
  outcome.checked();
  if (status !== 1) outcome.fault(`${name}: check exits ${status}`);
  const found = findings.map(({ code }) => code);
  if (found.sort().join() !== Object.keys(codes).sort().join()) {
    outcome.fault(`${name}: finds ${findings.map(spelled).join("; ")}`);
    continue;
  }
  for (const { code, location } of findings) {
    const line = lineOf(files, location);
    if (!line.includes(codes[code])) outcome.fault(`${name}: ${code} points to ${line}`);
  }
  const { fixes, proof } = report(files, [], "fix");
  if (left !== (fixes.length === 0)) outcome.fault(`${name}: ${fixes.length} files are mended`);
  if (left) continue;
  if (!proof.holds) outcome.fault(`${name}: the proof does not hold`);
  const byPath = new Map([...files, ...applyEdits(files, fixes)].map((file) => [file.path, file]));
  const again = report([...byPath.values()], [], "fix");
  for (const finding of again.findings) outcome.fault(`${name}: afterwards: ${spelled(finding)}`);
  if (again.fixes.length > 0) outcome.fault(`${name}: a second fix changes something`);
  if (again.tasks.flatMap(({ calls }) => calls).some(({ decision }) => decision !== "allowed")) {
    outcome.fault(`${name}: not every call is allowed afterwards`);
  }
}
outcome.close("templates among the examples");
