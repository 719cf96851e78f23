// What independent parsers make of templates: PyYAML for CloudFormation and policies, in YAML and
// JSON, and HashiCorp's own parser (as WebAssembly, from npm) for Terraform.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./cases.mjs";

const reader = join(root, "tests/lib/template_trees.py");

function missing(what, cure) {
  console.error(`templates cannot be compared: ${what} is missing: ${cure}`);
  process.exit(1);
}

async function hclParser() {
  try {
    return (await import("@cdktf/hcl2json")).parse;
  } catch {
    return missing("the package @cdktf/hcl2json", "run `npm ci --ignore-scripts`");
  }
}

/** The interpreter that has PyYAML. */
export function python() {
  const found = ["python3", "/usr/bin/python3"].find(
    (program) => spawnSync(program, ["-c", "import yaml"]).status === 0,
  );
  return found ?? missing("PyYAML", "install Debian's python3-yaml");
}

// One run for all of them: to start it takes longer than to read a hundred templates.
function parseYaml(texts) {
  const folder = mkdtempSync(join(tmpdir(), "rolecall-trees-"));
  try {
    const paths = texts.map((bytes, i) => {
      const path = join(folder, `${i}.yaml`);
      writeFileSync(path, bytes);
      return path;
    });
    const options = { input: paths.join("\n"), encoding: "utf8", maxBuffer: 1 << 30 };
    const done = spawnSync(python(), [reader], options);
    if (done.status !== 0) throw new Error(`${reader}: ${done.error ?? done.stderr}`);
    return done.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const isHcl = (path) => /\.(tf|tfvars)$/.test(path);
const isYaml = (path) => /\.(ya?ml|json|template)$/.test(path);

/** Bytes to { trees } or { fault }, each text once; `null` for what is neither YAML nor HCL. */
export async function parseAll(files) {
  const known = new Map();
  const keyOf = ({ path, bytes }) => `${isHcl(path)} ${bytes.toString("latin1")}`;
  for (const file of files) known.set(keyOf(file), file);
  const yaml = [...known].filter(([, { path }]) => isYaml(path));
  const trees = new Map();
  if (yaml.length > 0) {
    parseYaml(yaml.map(([, { bytes }]) => bytes)).forEach((tree, i) => trees.set(yaml[i][0], tree));
  }
  const hcl = [...known].filter(([, { path }]) => isHcl(path));
  const parse = hcl.length > 0 ? await hclParser() : null;
  for (const [key, { path, bytes }] of hcl) {
    try {
      trees.set(key, { trees: [await parse(path, bytes.toString("utf8"))] });
    } catch (error) {
      trees.set(key, { fault: String(error) });
    }
  }
  return (file) => trees.get(keyOf(file)) ?? null;
}

/** The places, as lists of keys, where two trees differ; a list of another length is one place. */
export function differences(a, b, path = []) {
  const isBranch = (value) => value !== null && typeof value === "object";
  if (!isBranch(a) || !isBranch(b) || Array.isArray(a) !== Array.isArray(b)) {
    return Object.is(a, b) ? [] : [path];
  }
  if (Array.isArray(a) && a.length !== b.length) return [path];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differences(a[key], b[key], [...path, key]),
  );
}
