// The module and the command say the same, byte for byte, of every case: check and fix.
import { readFileSync } from "node:fs";
import { Rolecall } from "../tools/wasm_host.mjs";
import { allCases, Outcome, runCase, wasmPath, withFolder } from "./lib/cases.mjs";

const valueFlags = { "--launch-type": "launchType", "--region": "region", "--account": "account" };
const switches = { "--basic": "basic", "--remove-from-task-role": "removeFromTaskRole" };

// What the command line would make of the flags.
function understand({ files, flags }) {
  const options = {};
  const roles = new Map();
  for (let i = 0; i < flags.length; i++) {
    if (switches[flags[i]]) options[switches[flags[i]]] = true;
    else if (valueFlags[flags[i]]) options[valueFlags[flags[i]]] = flags[++i];
    else roles.set(flags[i + 1], flags[i++].slice(2));
  }
  const order = [...roles.keys()]; // what is told later counts more
  const given = files.map((f) => ({ ...f, role: roles.get(f.path) ?? "any" }));
  given.sort((a, b) => order.indexOf(a.path) - order.indexOf(b.path));
  return { options, files: given };
}

const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasmPath)), {});
const rolecall = new Rolecall(instance);
const outcome = new Outcome();
for (const tested of allCases()) {
  withFolder(tested.files, (folder) => {
    for (const verb of ["check", "fix"]) {
      const { options, files } = understand(tested);
      const answer = rolecall.analyse(files, { ...options, fix: verb === "fix" });
      const native = runCase(tested, verb, folder);
      outcome.checked();
      if (native.stdout.trimEnd() !== (answer.reports.json ?? "").trimEnd()) {
        outcome.fault(`${tested.name}: ${verb} differs: ${answer.error} ${native.stderr}`);
      }
    }
  });
}
outcome.close("reports compared");
