// The verdicts of all cases beside those of @cloud-copilot/iam-simulate; `./dev test-peers` shows
// them. Compared is what a folder roles/<name>/ says of a role in one account, with the conditions
// that a request without context can meet; an answer `unknown` is not compared.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { allCases, root, runCase, withFolder } from "../tests/lib/cases.mjs";

const entry = "build/peers/node_modules/@cloud-copilot/iam-simulate/dist/esm/index.js";
if (!existsSync(join(root, entry))) {
  console.log("@cloud-copilot/iam-simulate is not in build/peers: nothing to compare with");
  process.exit(1);
}
const { runSimulation } = await import(pathToFileURL(join(root, entry)).href);
const resultNames = {
  Allowed: "allowed",
  ExplicitlyDenied: "explicitDeny",
  ImplicitlyDenied: "implicitDeny",
};

function policiesOf(files, role) {
  const found = { identityPolicies: [], permissionBoundaryPolicies: [] };
  for (const { path, bytes } of files) {
    if (!path.includes(`roles/${role}/`)) continue;
    const policy = JSON.parse(bytes.toString("utf8"));
    const entry = { name: path, policy };
    if (/boundary[^/]*$/.test(path)) found.permissionBoundaryPolicies.push(entry);
    else if (!JSON.stringify(policy).includes('"Principal"')) found.identityPolicies.push(entry);
  }
  return found;
}

// Only where the question can be put in the peer's words: a concrete resource in the same account
// and partition (it knows of no partitions: docs/iam-differences.md).
function questionOf(files, call, { role }) {
  const account = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(call.resource)?.[1] ?? "111122223333";
  const { identityPolicies, permissionBoundaryPolicies } = policiesOf(files, role);
  if (identityPolicies.length === 0 || account !== "111122223333") return null;
  if (!/^(\*$|arn:aws:)/.test(call.resource)) return null;
  if (call.action.startsWith("kms:") || /[<>${}]|:\*$/.test(call.resource)) return null;
  return {
    request: {
      principal: `arn:aws:iam::111122223333:role/${role}`,
      action: call.action,
      resource: { resource: call.resource, accountId: account },
      contextVariables: {},
    },
    identityPolicies,
    ...(permissionBoundaryPolicies.length > 0 ? { permissionBoundaryPolicies } : {}),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
}

async function compareCall(tested, call, verdict, totals) {
  const question = verdict.role && questionOf(tested.files, call, verdict);
  if (!question || verdict.decision === "unknown") return;
  const answer = await runSimulation(question, {});
  const theirs = resultNames[answer.overallResult];
  if (!theirs) return;
  totals.compared++;
  if (theirs !== verdict.decision) {
    totals.different++;
    const what = `${verdict.role}: ${call.action} on ${call.resource}`;
    console.log(`${tested.name}\n  ${what}: ${verdict.decision} here, ${theirs} there`);
  }
}

const totals = { compared: 0, different: 0 };
for (const tested of allCases()) {
  const text = withFolder(tested.files, (folder) => runCase(tested, "check", folder).stdout);
  try {
    tested.files.filter((f) => f.path.includes("roles/")).forEach((f) => JSON.parse(f.bytes));
  } catch {
    continue; // the peer reads strict JSON only
  }
  for (const task of text === "" ? [] : JSON.parse(text).tasks) {
    for (const call of task.calls.filter((c) => c.principal !== "ecs-tasks")) {
      for (const verdict of call.roles) await compareCall(tested, call, verdict, totals);
    }
  }
}
console.log(`${totals.compared} decisions compared, ${totals.different} different`);
process.exit(totals.different > 0 ? 1 : 0);
