// What the page explains is what `rolecall explain` prints, byte for byte and under every name,
// although the command has the texts compiled in and the page carries them as data.
import { readFileSync, readdirSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { basename, dirname, join, resolve } from "node:path";
import { Rolecall } from "../tools/wasm_host.mjs";
import { command, Outcome, root, wasmPath } from "./lib/cases.mjs";

const folder = resolve(process.env.ROLECALL_PAGES ?? dirname(wasmPath));
const html = readFileSync(join(folder, "rolecall.html"), "utf8");
const block = /<script type="application\/json" id="pages">([^<]*)<\/script>/.exec(html);
const texts = JSON.parse(block[1]);
const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasmPath)), {});
const rolecall = new Rolecall(instance, () => texts);
const outcome = new Outcome();

const explain = (word) => spawnSync(command, ["explain", word], { encoding: "utf8" });

function compare(word) {
  outcome.checked();
  const { status, stdout } = explain(word);
  if (status !== 0 || stdout === "" || stdout !== rolecall.page(word)) {
    outcome.fault(`${word}: the command ends with ${status}, and the page differs from it`);
  }
}

const names = new Set(texts.flatMap((entry) => Object.keys(entry.names)));
for (const name of names) compare(name);
for (const word of ["rc101", "Execution-Role-Missing"]) compare(word);

// Nothing that has a page is missing on both sides.
const stems = ["docs/checks", "docs/messages"].flatMap((path) =>
  readdirSync(join(root, path)).map((file) => basename(file, ".md")),
);
for (const name of [...rolecall.checks().flatMap(({ code, name }) => [code, name]), ...stems]) {
  outcome.checked();
  if (!names.has(name)) outcome.fault(`${name}: the page has no text of it`);
}

for (const word of ["RC000", "", "constructor", "__proto__"]) {
  outcome.checked();
  const { status, stdout } = explain(word);
  if (status === 0 || stdout !== "" || rolecall.page(word) !== null) {
    outcome.fault(`"${word}" is explained`);
  }
}
outcome.close("names explained alike");
