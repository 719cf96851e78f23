// The YAML parser against PyYAML: kinds, tags, texts, positions and aliases of every node, on the
// project's own files and, where it is present, on the corpus.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import assert from "node:assert";
import { filesBelow } from "./lib/cases.mjs";
import { python } from "./lib/template_trees.mjs";

const peer = ["tests/lib/yaml_peer.py"];
const corpus = "../shared/corpus/cfn";
const program = `${process.env.ROLECALL_BUILD ?? "build/asan"}/tests/yaml_dump`;

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /\.(ya?ml|template)$/.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

function run(command, args) {
  const done = spawnSync(command, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(done.status, 0, `${command}: ${done.stderr}`);
  return done.stdout;
}

// Offsets of values that are not there say nothing, and strings are compared as what they mean.
function normal(line) {
  const nothing = /^((?:\S+ )?null value) \d+ ""$/.exec(line);
  if (nothing) return `${nothing[1]} * ""`;
  const scalar = /^(.*?(?:key|value) \S+ )(".*")$/.exec(line);
  return scalar ? scalar[1] + JSON.stringify(JSON.parse(scalar[2])) : line;
}

function byFile(output) {
  const found = new Map();
  for (const part of output.split(/^file /m).slice(1)) {
    const [path, ...lines] = part.trimEnd().split("\n");
    found.set(path, lines.map(normal));
  }
  return found;
}

const templates = filesBelow("tests/templates").filter((path) => /\.ya?ml$/.test(path));
const files = [...filesIn("tests/yaml"), ...templates, ...filesIn(corpus)];
const ours = byFile(run(program, files));
const theirs = byFile(run(python(), [...peer, ...files]));
let same = 0;
let refused = 0;
for (const file of files) {
  const [got, wanted] = [ours.get(file), theirs.get(file)];
  if (wanted.at(0)?.startsWith("refused")) {
    refused++; // a tab where PyYAML takes none, and files that are broken: we read on
    assert.ok(file.startsWith(corpus), `${file}: ${wanted[0]}`);
    continue;
  }
  const at = got.findIndex((line, i) => line !== wanted[i]);
  assert.deepEqual(got.slice(at, at + 1), wanted.slice(at, at + 1), file);
  assert.equal(got.length, wanted.length, file);
  same++;
}
assert.ok(refused <= 3, `${refused} files are refused by PyYAML`);
console.log(`yaml: ${same} files as PyYAML reads them, ${refused} that it refuses`);
