// The page as a file: its types fit, it is small, it says nothing about where it was built, and
// whoever builds it again gets the same bytes, to which the published sums belong.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { budgets, gzipSize, gzipSizeBesideModule } from "../tools/page_size.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const module = process.env.ROLECALL_WASM ?? join(root, "build/web/rolecall.wasm");

const run = (script, args, cwd) =>
  execFileSync(process.execPath, [join(root, script), ...args], { cwd, stdio: "pipe" });

function filesBelow(folder, prefix = "") {
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .flatMap((entry) => {
      const path = prefix + entry.name;
      return entry.isDirectory() ? filesBelow(folder, `${path}/`) : [path];
    })
    .sort();
}

function checkSizes(out) {
  const travels = gzipSize(readFileSync(module));
  assert.ok(travels <= budgets.module, `the module: ${travels} > ${budgets.module} bytes`);
  for (const name of filesBelow(out).filter((path) => path.endsWith(".html"))) {
    const size = gzipSizeBesideModule(readFileSync(join(out, name), "utf8"));
    assert.ok(size <= budgets.page, `${name} without the module: ${size} > ${budgets.page} bytes`);
    console.log(`${name}: ${size} bytes gzip beside the module`);
  }
  console.log(`module: ${travels} bytes gzip`);
}

function checkSums(out) {
  const told = readFileSync(join(out, "SHA256SUMS"), "utf8");
  const sum = (bytes) => createHash("sha256").update(bytes).digest("hex");
  const lines = filesBelow(out)
    .filter((path) => path !== "SHA256SUMS")
    .map((path) => `${sum(readFileSync(join(out, path)))}  ${path}\n`);
  lines.push(`${sum(readFileSync(module))}  rolecall.wasm\n`);
  assert.equal(told, lines.sort().join(""), "SHA256SUMS names every file and tells the truth");
}

function checkNoTraces(out) {
  const traces = [root, homedir(), tmpdir(), hostname()].filter((s) => s.length > 4);
  for (const path of filesBelow(out)) {
    const text = readFileSync(join(out, path), "utf8");
    for (const trace of traces) assert.ok(!text.includes(trace), `${path} holds "${trace}"`);
  }
}

function checkNotices(out) {
  const notices = readFileSync(join(root, "THIRD-PARTY-NOTICES.md"), "utf8");
  const named = (text) => text.match(/^\S+ [0-9.]+: Copyright .*$/gm) ?? [];
  const inPages = filesBelow(out)
    .filter((path) => path.endsWith(".html"))
    .flatMap((path) => named(readFileSync(join(out, path), "utf8")));
  assert.ok(inPages.length > 0, "the page names what is in it");
  assert.deepEqual([...new Set(inPages)].sort(), named(notices).sort(), "so do the notices");
}

const scratch = mkdtempSync(join(tmpdir(), "rolecall-page-"));
try {
  run("node_modules/typescript/bin/tsc", ["-p", join(root, "web/tsconfig.json")], root);
  const [first, second] = ["first", "second"].map((name) => join(scratch, name));
  run("web/build.mjs", ["--module", module, "--out", first], root);
  run("web/build.mjs", ["--module", module, "--out", second], scratch);
  assert.deepEqual(filesBelow(first), filesBelow(second));
  for (const path of filesBelow(first)) {
    const same = readFileSync(join(first, path)).equals(readFileSync(join(second, path)));
    assert.ok(same, `${path} differs between two builds`);
  }
  checkSizes(first);
  checkSums(first);
  checkNoTraces(first);
  checkNotices(first);
} catch (error) {
  if (error.stdout) console.error(String(error.stdout), String(error.stderr));
  throw error;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
