// data/managed-policies.txt -> AWS managed policies as JSON documents in C.
import { fail, literal, readBlocks, str, unique } from "./common_blocks.mjs";

const FILE = "data/managed-policies.txt";
const HEAD = ["version", "date", "source"];
const LISTS = { action: "Action", "not-action": "NotAction", resource: "Resource" };

// One element is written as AWS usually does, without brackets.
const oneOrMany = (list) => (list.length === 1 ? list[0] : list);

/** "StringLike iam:PassedToService = a b" */
function addCondition(statement, { value, at }) {
  const found = /^(\S+) (\S+) = (.+)$/.exec(value) ?? fail(at, "expected OPERATOR KEY = VALUE...");
  const [, operator, key, values] = found;
  statement.Condition ??= {};
  statement.Condition[operator] ??= {};
  if (key in statement.Condition[operator]) fail(at, `${operator} ${key} is given twice`);
  statement.Condition[operator][key] = oneOrMany(values.split(/\s+/));
}

function addLine(statement, line) {
  const { key, value, at } = line;
  if (key === "when") addCondition(statement, line);
  else if (!LISTS[key]) fail(at, `unknown word ${key}`);
  else (statement[LISTS[key]] ??= []).push(...value.split(/\s+/).filter(Boolean));
}

function finish(statement, at) {
  if (!statement.Resource || !(statement.Action || statement.NotAction)) {
    fail(at, "a statement needs actions and resources");
  }
  for (const name of Object.values(LISTS)) {
    if (statement[name]) statement[name] = oneOrMany(statement[name]);
  }
  return statement;
}

function readPolicy(block) {
  if (block.kind !== "policy") fail(block.at, `unknown word ${block.kind}`);
  const head = {};
  const statements = [];
  for (const line of block.lines) {
    if (HEAD.includes(line.key)) head[line.key] = line.value;
    else if (line.key === "allow") statements.push({ Effect: "Allow" });
    else if (statements.length === 0) fail(line.at, `${line.key} stands before the first allow`);
    else addLine(statements.at(-1), line);
  }
  for (const key of HEAD) if (!head[key]) fail(block.at, `${block.name} has no ${key}`);
  if (!/^v\d+$/.test(head.version)) fail(block.at, `no version ${head.version}`);
  if (!/^\d{4}-\d\d-\d\d$/.test(head.date)) fail(block.at, `no date ${head.date}`);
  const document = {
    Version: "2012-10-17",
    Statement: statements.map((statement) => finish(statement, block.at)),
  };
  return { name: block.name, ...head, text: JSON.stringify(document) };
}

// C17 promises string literals of 4095 characters only; a longer document is an array of its bytes.
function documentOf({ text }, index) {
  if (text.length < 4000) return { before: "", value: `RC_STR_INIT(${literal(text)})` };
  const bytes = [...Buffer.from(text)].map((byte) => `${byte},`);
  const lines = [];
  for (let i = 0; i < bytes.length; i += 20) lines.push(`    ${bytes.slice(i, i + 20).join("")}\n`);
  return {
    before: `static const char document_${index}[] = {\n${lines.join("")}};\n\n`,
    value: `{document_${index}, sizeof document_${index}}`,
  };
}

function generate(root) {
  const policies = unique(readBlocks(root, FILE)).map(readPolicy);
  policies.sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = policies.map((policy, i) => {
    const { before, value } = documentOf(policy, i);
    const members = [policy.name, policy.version, policy.date, policy.source].map(str);
    const bound = policy.text.includes('"arn:aws:') ? "true" : "false";
    const row = `    {{${members.join(",\n      ")},\n      ${value}},\n     ${bound}},\n`;
    return { before, row };
  });
  return (
    `#include "aws/tables.h"\n\n${rows.map((r) => r.before).join("")}` +
    `const rc_managed_policy_row rc_managed_policies[] = {\n` +
    `${rows.map((r) => r.row).join("")}};\n` +
    `const size_t rc_n_managed_policies = RC_COUNT_OF(rc_managed_policies);\n`
  );
}

export default { inputs: [FILE], output: "managed_policies.c", generate };
