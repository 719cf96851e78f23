// The HCL parser against an independent one: what is in every file, node by node. Files are those
// of the pages' cases, of tests/hcl/ and tests/templates/; further folders may be named:
//
//   node tests/hcl.mjs [FOLDER...]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { allCases, filesBelow, root } from "./lib/cases.mjs";

const build = process.env.ROLECALL_BUILD ?? join(root, "build/asan");
const program = join(build, "tests/hcl_json");
let peer;
try {
  peer = await import("@cdktf/hcl2json");
} catch {
  console.error("hcl.mjs: the package @cdktf/hcl2json is missing: run `npm ci --ignore-scripts`");
  process.exit(1);
}

// Ours is a list of [words, isBlock, value]; theirs gathers blocks under their type and labels.
function gathered(body) {
  const object = {};
  for (const [words, isBlock, value] of body) {
    if (!isBlock) {
      object[words[0]] = value;
      continue;
    }
    let at = object;
    for (const word of words.slice(0, -1)) at = at[word] ??= {};
    const last = words.at(-1);
    if (!Array.isArray(at[last])) at[last] = [];
    at[last].push(gathered(value));
  }
  return object;
}

// What the other parser spells in its own way: blanks around expressions.
const spelled = (value) =>
  typeof value === "string"
    ? value
        .replaceAll("%{else}%{endif}", "%{endif}")
        .replace(/%\{\s*(if|else|endif)([^}]*?)\s*\}/g, "%{$1$2}")
        .replace(/\s+/g, " ")
    : Array.isArray(value)
      ? value.map(spelled)
      : value && typeof value === "object"
        ? Object.fromEntries(Object.entries(value).map(([k, v]) => [spelled(k), spelled(v)]))
        : value;

function* leaves(value, path = "") {
  if (value && typeof value === "object") {
    for (const [key, inner] of Object.entries(value)) yield* leaves(inner, `${path}.${key}`);
  } else yield [path, value];
}

let nFiles = 0;
let nLeaves = 0;
const faults = [];

async function compare(name, path) {
  const text = readFileSync(path, "utf8");
  const run = spawnSync(program, [path], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`${name}: ${run.error ?? run.stderr}`);
  const ours = JSON.parse(run.stdout);
  let theirs = null;
  try {
    theirs = await peer.parse(path, text);
  } catch {
    // no HCL
  }
  nFiles++;
  if ((ours === null) !== (theirs === null)) {
    faults.push(`${name}: only ${ours === null ? "the other parser reads" : "we read"} this`);
    return;
  }
  if (ours === null || text.includes("%{ for") || text.includes("%{for")) return;
  const [a, b] = [spelled(gathered(ours)), spelled(theirs)];
  nLeaves += [...leaves(b)].length;
  if (isDeepStrictEqual(a, b)) return;
  const known = new Map(leaves(a));
  for (const [path2, value] of leaves(b)) {
    if (!Object.is(known.get(path2), value)) {
      faults.push(`${name}: ${path2}\n  ours   ${known.get(path2)}\n  theirs ${value}`);
      return;
    }
  }
  faults.push(`${name}: we read more than is there`);
}

const folder = mkdtempSync(join(tmpdir(), "rolecall-hcl-"));
try {
  for (const { name, files } of allCases()) {
    for (const { path, bytes } of files.filter((f) => /\.(tf|tfvars)$/.test(f.path))) {
      const copy = join(folder, "case.tf");
      writeFileSync(copy, bytes);
      await compare(`${name}: ${path}`, copy);
    }
  }
  const own = ["tests/hcl", "tests/templates"].map((folder) => join(root, folder));
  const folders = [...own, ...process.argv.slice(2)];
  for (const path of folders.flatMap(filesBelow).filter((p) => /\.(tf|tfvars)$/.test(p))) {
    await compare(path, path);
  }
} finally {
  rmSync(folder, { recursive: true });
}
faults.slice(0, 20).forEach((fault) => console.error(fault));
console.log(`${nFiles} files, ${nLeaves} values compared, ${faults.length} differ`);
process.exit(faults.length > 0 || nFiles === 0 ? 1 : 0);
