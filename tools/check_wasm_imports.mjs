// The module can reach nothing: its import section is empty. And it is small as it travels.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { finish, root } from "./common_tree.mjs";
import { budgets, gzipSize } from "./page_size.mjs";

const path = process.env.ROLECALL_WASM ?? join(root, "build/web/rolecall.wasm");

const bytes = readFileSync(path);
const module = new WebAssembly.Module(bytes);
const faults = WebAssembly.Module.imports(module).map(
  ({ module: from, name }) => `${path}: imports ${from}.${name}`,
);
const names = WebAssembly.Module.exports(module).map((e) => e.name);
for (const name of names) {
  if (name !== "memory" && !name.startsWith("rolecall_wasm_")) {
    faults.push(`${path}: exports ${name}, which is no part of the front`);
  }
}
const compressed = gzipSize(bytes);
if (compressed > budgets.module) {
  faults.push(`${path}: ${compressed} bytes compressed, ${budgets.module} are allowed`);
}
console.log(`${statSync(path).size} bytes, ${compressed} compressed`);
finish("check_wasm_imports", names.length, faults);
