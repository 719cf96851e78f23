// The module redacts as the command does, byte for byte, map included; and gives it all back.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Rolecall } from "../tools/wasm_host.mjs";
import { allCases, filesBelow, Outcome, run, wasmPath, withFolder } from "./lib/cases.mjs";

const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasmPath)), {});
const rolecall = new Rolecall(instance);
const outcome = new Outcome();

function compare(tested, answer, folder) {
  const copies = join(folder, "copies");
  const expected = new Map(answer.files.map((f) => [f.path, Buffer.from(f.bytes)]));
  for (const path of filesBelow(copies)) {
    const name = path.slice(copies.length + 1);
    outcome.checked();
    if (!expected.get(name)?.equals(readFileSync(path))) {
      outcome.fault(`${tested.name}: ${name} differs`);
    }
    expected.delete(name);
  }
  for (const name of expected.keys()) outcome.fault(`${tested.name}: no copy of ${name}`);
  if (readFileSync(join(folder, "map"), "utf8") !== answer.map) {
    outcome.fault(`${tested.name}: the maps differ`);
  }
}

for (const tested of allCases()) {
  if (tested.files.length === 0 || tested.files.some((f) => f.bytes.includes(0))) continue;
  withFolder(tested.files, (folder) => {
    const paths = tested.files.map((f) => f.path);
    const options = ["--word", "shop", "--keep", "web-execution"];
    const done = run(["redact", ...options, "-o", "copies", "--map", "map", ...paths], {
      cwd: folder,
    });
    let door = null;
    const answer = rolecall.redact(
      tested.files,
      { words: ["shop"], keep: ["web-execution"] },
      ({ outgoing }) => {
        door = outgoing("a question of no interest");
      },
    );
    if (done.status !== 0 || answer.status !== "ok") {
      outcome.fault(`${tested.name}: ${done.stderr} ${answer.status} ${answer.error}`);
      return;
    }
    if (door.bytes !== "a question of no interest") outcome.fault(`${tested.name}: refused`);
    compare(tested, answer, folder);
    for (const { oldPath, bytes } of answer.files) {
      const back = rolecall.restore(answer.map, Buffer.from(bytes).toString("utf8"));
      const original = tested.files.find((f) => f.path === oldPath).bytes;
      if (back.text !== original.toString("utf8")) outcome.fault(`${tested.name}: not restored`);
    }
  });
}
outcome.close("copies compared");
