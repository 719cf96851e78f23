// The notices are up to date, and the module holds nothing that they do not name.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { finish, readText, root } from "./common_tree.mjs";
import { notices, noticesFile, shipped } from "./notices.mjs";

const faults = [];
if (!existsSync(join(root, noticesFile)) || readText(noticesFile) !== notices()) {
  faults.push(`${noticesFile}:1: out of date: run node tools/notices.mjs`);
}

const map = join(root, "build/wasm/rolecall.map");
const known = new Set(shipped.map(({ archive }) => archive));
const linked = new Set();
for (const [, archive] of readFileSync(map, "utf8").matchAll(/([^\s/]+\.a)[(:]/g)) {
  linked.add(archive);
}
for (const archive of linked) {
  if (!known.has(archive)) faults.push(`${map}: ${archive} is linked, but the notices lack it`);
}
finish("check_notices", 1 + linked.size, faults);
