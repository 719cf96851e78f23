// Hostile input through the real command with its real limits: exit 3, the limit's name and value,
// within seconds and bounded memory.
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command, Outcome } from "./lib/cases.mjs";

const patience = 20_000;
const mostKilobytes = 1_500_000;
const folder = mkdtempSync(join(tmpdir(), "rolecall-limits-"));
const outcome = new Outcome();

function sparseFile(path, size) {
  const file = openSync(path, "w");
  ftruncateSync(file, size);
  closeSync(file);
}

// Each line is twice the one before: aliases that are lists of aliases, names made of names.
const doubled = (n, first, next) => [first, ...Array.from({ length: n }, (_, i) => next(i + 1))];

const aliasBomb = [
  ...doubled(30, "x0: &a0 [{Name: a, Image: b}]", (i) => `x${i}: &a${i} [*a${i - 1}, *a${i - 1}]`),
  "Resources:",
  "  T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: *a30}}",
];
const nameBomb = [
  "Resources:",
  ...doubled(
    40,
    "  R0: {Type: AWS::IAM::Role, Properties: {RoleName: xxxxxxxxxx}}",
    (i) =>
      `  R${i}: {Type: AWS::IAM::Role, Properties: ` +
      `{RoleName: !Sub '\${R${i - 1}}\${R${i - 1}}'}}`,
  ),
];
const localBomb = [
  "locals {",
  ...doubled(
    40,
    '  a0 = "xxxxxxxxxx"',
    (i) => `  a${i} = "\${local.a${i - 1}}\${local.a${i - 1}}"`,
  ),
  "}",
  'resource "aws_iam_role" "x" {\n  name = local.a40\n}',
];
const instanceBomb = [
  "locals {\n  a = range(1000)\n  b = setproduct(local.a, local.a, local.a)\n}",
  'resource "aws_iam_role" "x" {',
  '  for_each = toset([for x in local.b : join("-", x)])',
  "  name     = each.key\n}",
];
const template = (name, lines) => ({
  name,
  limit: "template work",
  write: (path) => writeFileSync(path, lines.join("\n") + "\n"),
});

const hostile = [
  template("aliases.yaml", aliasBomb),
  template("names.yaml", nameBomb),
  template("locals.tf", localBomb),
  template("instances.tf", instanceBomb),
  {
    name: "deep.json",
    limit: "nesting depth",
    write: (path) => writeFileSync(path, "[".repeat(100_000) + "]".repeat(100_000)),
  },
  {
    name: "deep-objects.json",
    limit: "nesting depth",
    write: (path) => writeFileSync(path, '{"a":'.repeat(100_000)),
  },
  {
    name: "nodes.json",
    limit: "number of syntax nodes",
    write: (path) => writeFileSync(path, "[" + "0,".repeat(10_000_000) + "0]"),
  },
  { name: "huge.json", limit: "size", write: (path) => sparseFile(path, 1 << 30) },
];

for (const { name, limit, write } of hostile) {
  const path = join(folder, name);
  write(path);
  for (const verb of ["check", "fix"]) {
    // The shell's limit on address space bounds memory without a second tool.
    const script = `ulimit -v ${mostKilobytes}; exec "$0" "$@"`;
    const done = spawnSync("sh", ["-c", script, command, verb, path], { timeout: patience });
    const stderr = done.stderr.toString();
    outcome.checked();
    if (done.error) outcome.fault(`${verb} ${name}: ${done.error.message}`);
    else if (done.status !== 3) {
      outcome.fault(`${verb} ${name}: exits ${done.status ?? done.signal}, not 3: ${stderr}`);
    } else if (!stderr.includes(limit) || !/[0-9]{3,}/.test(stderr)) {
      outcome.fault(`${verb} ${name}: the limit and its value are not told: ${stderr}`);
    }
  }
  rmSync(path);
}
rmSync(folder, { recursive: true });
outcome.close("hostile inputs");
