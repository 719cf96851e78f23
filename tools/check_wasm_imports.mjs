// The module can reach nothing: its import section is empty.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { finish, root } from "./common_tree.mjs";

const path = process.env.ROLECALL_WASM ?? join(root, "build/web/rolecall.wasm");
const mostBytes = 400_000; // compressed, as it travels

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
const compressed = gzipSync(bytes, { level: 9 }).length;
if (compressed > mostBytes) faults.push(`${path}: ${compressed} bytes compressed`);
console.log(`${statSync(path).size} bytes, ${compressed} compressed`);
finish("check_wasm_imports", names.length, faults);
