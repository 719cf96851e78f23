// What an edit of a template may touch, and how it has to look.
import { differences, isHcl } from "./template_trees.mjs";

const policies = ["PolicyDocument", "Policies", "ManagedPolicyArns", "Roles"];
const documents = ["aws_iam_policy_document"];
// Looked up for ARNs that are put together.
const lookedUp = ["aws_caller_identity", "aws_region", "aws_partition"];
const granting = ["aws_iam_role_policy", "aws_iam_policy", "aws_iam_role_policy_attachment"];

// By kind of break: members of CloudFormation resources, and kinds of Terraform blocks, that a fix
// may change or add. `null` stands for every member of a block.
const mayChange = {
  "role-removed": {
    members: ["ExecutionRoleArn"],
    blocks: { aws_ecs_task_definition: ["execution_role_arn"] },
  },
  "trust-ec2": {
    members: ["AssumeRolePolicyDocument"],
    blocks: { aws_iam_role: ["assume_role_policy"], aws_iam_policy_document: null },
  },
  others: {
    members: policies,
    blocks: Object.fromEntries([
      ...[...granting, ...documents].map((type) => [type, null]),
      ["aws_iam_role", ["inline_policy", "managed_policy_arns"]],
    ]),
  },
};

function inTemplate(path, allowed) {
  return path[0] === "Resources" && path[2] === "Properties" && allowed.members.includes(path[3]);
}

function inModule(path, allowed) {
  if (path[0] === "locals") return true;
  const members = lookedUp.includes(path[1]) ? null : allowed.blocks[path[1]];
  const isBlock = path[0] === "resource" || path[0] === "data";
  return isBlock && (members === null || (members?.includes(path[4]) ?? false));
}

// A role that was not there, where none could serve.
function isNewRole(place, before, after) {
  const [, added] = place;
  const template = after.find((tree) => tree?.Resources);
  const known = before.some((tree) => tree?.Resources && added in tree.Resources);
  const type = template?.Resources[added]?.Type;
  return place.length === 2 && !known && type?.startsWith("AWS::IAM::");
}

/** Where the meaning of a file changed though the break of this kind does not lie there. For the
 *  kind `any` that may be anywhere. */
export function changesBeyond(kind, path, before, after) {
  const allowed = mayChange[kind] ?? mayChange.others;
  if (kind === "any") return [];
  return differences(before, after)
    .map((place) => place.slice(1)) // the document's number
    .filter((place) => !isNewRole(place, before, after))
    .filter((place) => {
      if (isHcl(path)) return !inModule(place, allowed);
      return place[0] !== "Statement" && !inTemplate(place, allowed);
    })
    .map((place) => place.join("."));
}

const accountsIn = (files) =>
  new Set(files.flatMap(({ bytes }) => bytes.toString("utf8").match(/\b\d{12}\b/g) ?? []));

function greatestCommon(a, b) {
  return b === 0 ? a : greatestCommon(b, a % b);
}

const indentsOf = (text) =>
  text.split("\n").filter((line) => /\S/.test(line)).map((line) => /^ */.exec(line)[0].length);

// Lines that an edit begins, whole: with what stands before and behind it.
function* newLines(bytes, { start, end, text }) {
  const before = bytes.subarray(0, start).toString("utf8");
  const behind = bytes.subarray(end).toString("utf8");
  const head = before.slice(before.lastIndexOf("\n") + 1);
  const [first, ...rest] = (text + behind.slice(0, behind.indexOf("\n"))).split("\n");
  if (/^[ \t]*$/.test(head)) yield head + first;
  yield* rest;
}

function* faultsOfEdit(bytes, edit) {
  const before = bytes.toString("utf8");
  const removed = bytes.subarray(edit.start, edit.end).toString("utf8");
  const crlf = before.includes("\r\n");
  if (/^\s*(#|\/\/)/m.test(removed)) yield `a comment goes: ${removed}`;
  if (crlf && /(^|[^\r])\n/.test(edit.text)) yield "a line end is not the file's own";
  if (!crlf && edit.text.includes("\r")) yield "a line end is not the file's own";
  const tabs = /^\t/m.test(before);
  const unit = indentsOf(before).reduce(greatestCommon, 0);
  for (const line of newLines(bytes, edit)) {
    const blank = /^[ \t]*/.exec(line)[0];
    if (/[ \t]\r?$/.test(line) && /\S/.test(line)) yield `blanks at the end of ${line}`;
    if (blank.includes("\t") !== (tabs && blank !== "")) yield `indented otherwise: ${line}`;
    if (!tabs && unit > 0 && /\S/.test(line) && blank.length % unit !== 0) {
      yield `indented by ${blank.length}, not by multiples of ${unit}: ${line}`;
    }
  }
}

/** What about the edits does not look as if the template's author had made them. */
export function styleFaults(broken, fixed, fixes) {
  const faults = [];
  const known = accountsIn(broken);
  for (const account of accountsIn(fixed)) {
    if (!known.has(account)) faults.push(`an account number that nobody wrote: ${account}`);
  }
  for (const { path, edits } of fixes) {
    const bytes = broken.find((file) => file.path === path)?.bytes;
    if (!bytes) {
      faults.push(`${path} is new`);
      continue;
    }
    const inOrder = edits.every(({ start }, i) => i === 0 || start >= edits[i - 1].end);
    if (!inOrder) faults.push(`${path}: edits overlap`);
    for (const edit of edits) {
      for (const fault of faultsOfEdit(bytes, edit)) faults.push(`${path}: ${fault}`);
    }
    const after = fixed.find((file) => file.path === path).bytes;
    if (bytes.at(-1) === 10 !== (after.at(-1) === 10)) faults.push(`${path}: ends otherwise`);
  }
  return faults;
}
