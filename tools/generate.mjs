// Turns the text in data/, docs/ and the folders that are registries into C.
//
//   node tools/generate.mjs --root R --out DIR     writes every output into DIR
//   node tools/generate.mjs --root R --list        prints the outputs' names
//
// A module of tools/generate/ exports one of these, or an array of them:
//   { inputs: ["data/calls.txt", "docs/checks/*.md"], output: "calls.c", generate(root) -> text }
//   { inputs, outputs: ["a.c", "b.h"], generate(root) -> { "a.c": text, "b.h": text } }
// Bad data is thrown as `new Error("file:line: what")` and stops the build with that line.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

function parseArguments(argv) {
  const options = { root: ".", out: null, list: false };
  for (let i = 0; i < argv.length; i++) {
    if (argv[i] === "--root") options.root = argv[++i];
    else if (argv[i] === "--out") options.out = argv[++i];
    else if (argv[i] === "--list") options.list = true;
    else throw new Error(`unknown argument ${argv[i]}`);
  }
  if (!options.list && !options.out) throw new Error("either --out DIR or --list is needed");
  return { ...options, root: resolve(options.root) };
}

async function loadModules(root) {
  const folder = join(root, "tools", "generate");
  const files = readdirSync(folder).filter((f) => f.endsWith(".mjs") && !f.startsWith("common_"));
  const modules = [];
  for (const file of files.sort()) {
    const exported = (await import(pathToFileURL(join(folder, file)).href)).default;
    for (const module of [exported].flat()) {
      if (!module) throw new Error(`tools/generate/${file}:1: nothing is exported as default`);
      modules.push({ file, outputs: module.outputs ?? [module.output], ...module });
    }
  }
  checkNames(modules);
  return modules;
}

function checkNames(modules) {
  const owners = new Map();
  for (const { file, outputs } of modules) {
    for (const name of outputs) {
      if (typeof name !== "string" || !/^[a-z0-9_]+\.(c|h)$/.test(name)) {
        throw new Error(`tools/generate/${file}:1: output name ${name} is not like calls.c`);
      }
      if (owners.has(name)) {
        throw new Error(`tools/generate/${file}:1: ${owners.get(name)} writes ${name} too`);
      }
      owners.set(name, file);
    }
  }
}

// An unchanged file keeps its time, so that nothing is compiled again for it.
function writeIfChanged(path, text) {
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

async function main() {
  const options = parseArguments(process.argv.slice(2));
  const modules = await loadModules(options.root);
  if (options.list) {
    for (const name of modules.flatMap((m) => m.outputs).sort()) console.log(name);
    return;
  }
  mkdirSync(options.out, { recursive: true });
  for (const module of modules) {
    const made = await module.generate(options.root);
    const texts = typeof made === "string" ? { [module.outputs[0]]: made } : made;
    for (const name of module.outputs) {
      if (typeof texts[name] !== "string") {
        throw new Error(`tools/generate/${module.file}:1: ${name} was not generated`);
      }
      writeIfChanged(join(options.out, name), texts[name]);
    }
  }
}

main().catch((error) => {
  console.error(process.env.ROLECALL_DEBUG ? error.stack : error.message);
  process.exit(1);
});
