// Described VPCs, each with one fault: the hop that is shut is found, and nothing else is blamed.
// Healthy ones are passed over, and what the input does not show makes no error.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { command, Outcome } from "./lib/cases.mjs";
import { healthy, region, variants } from "./lib/vpc.mjs";
import { faults, harmless, open } from "./lib/vpc_faults.mjs";

const outcome = new Outcome();
const folder = mkdtempSync(join(tmpdir(), "rolecall-network-"));
// ---- running ----------------------------------------------------------------------------------

// The roles are the same everywhere and lie in their folder; the rest is read in one go.
const isRole = (name) => name.startsWith("roles/");
for (const [name, value] of Object.entries(healthy("private")).filter(([name]) => isRole(name))) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), JSON.stringify(value));
}

function check(files) {
  const described = Object.entries(files).filter(([name]) => !isRole(name));
  const input = described.map(([, value]) => `${JSON.stringify(value)}\n`).join("");
  const args = ["check", "--format", "json", join(folder, "roles"), "-"];
  const done = spawnSync(command, args, { input, maxBuffer: 1 << 26 });
  if (done.error) throw done.error;
  if (done.status !== 0 && done.status !== 1) throw new Error(done.stderr.toString());
  const report = JSON.parse(done.stdout);
  const findings = report.findings.filter(({ code }) => code.startsWith("RC5"));
  const hosts = report.tasks[0].network.hosts;
  const hops = hosts.flatMap((host) => host.paths.flatMap((one) => one.hops));
  for (const { missing } of hops) for (const one of missing ?? []) keep(one.command);
  return { report, findings, hosts, hops, codes: [...new Set(findings.map((f) => f.code))] };
}

function changed(variant, ...changes) {
  const files = structuredClone(healthy(variant));
  for (const change of changes) change(files);
  return files;
}

const commands = new Map(); // one of each kind: what its values are does not matter
function keep(command) {
  const kind = command.replace(/=\S+|'[^']*'|(?<= )[^- ]\S*/g, "");
  if (command.startsWith("aws ") && !/<|\$\(/.test(command)) commands.set(kind, command);
}
let described = 0;

/** With `thorough`, again without each of the files: less input never adds a finding. */
function checkFault(variant, [, what, code, hop, ...changes], thorough) {
  const name = `${variant}: ${what}`;
  const files = changed(variant, ...changes);
  const { findings, hosts, hops, codes } = check(files);
  outcome.checked();
  described++;
  if (codes.join() !== code) outcome.fault(`${name}: ${codes.join() || "nothing"}, not ${code}`);
  for (const { host, answer } of hosts) {
    const reached = host.includes("eu-central-1") && answer !== "blocked";
    if (reached) outcome.fault(`${name}: ${host} is ${answer} from another Region`);
  }
  const shut = hops.filter(({ answer }) => answer === "blocked").map((h) => `${h.kind} ${h.id}`);
  if (!shut.includes(hop)) outcome.fault(`${name}: shut are [${shut.join(", ")}], not ${hop}`);
  for (const { location, fix } of findings) {
    if (!location) outcome.fault(`${name}: the finding has no place`);
    for (const { command: one, undo } of fix.commands) [one, undo].forEach(keep);
  }
  for (const file of thorough ? Object.keys(files).filter(isDescription) : []) {
    const { [file]: gone, ...rest } = files;
    const added = check(rest).codes.filter((found) => found !== code);
    outcome.checked();
    if (added.length > 0) outcome.fault(`${name}: without ${file} also ${added.join()}`);
  }
}

const isDescription = (file) =>
  !/^(taskdef|service|secret|parameters|roles)\b/.test(file);

for (const variant of variants) {
  const { report, hosts } = check(healthy(variant));
  outcome.checked();
  const said = report.findings.filter(({ code }) => code !== "RC002"); // several values at once
  if (said.length > 0) outcome.fault(`${variant}: ${said[0].message}`);
  for (const { host, answer } of hosts) {
    if (answer !== "reachable") outcome.fault(`${variant}: ${host} is ${answer}`);
  }
  for (const file of Object.keys(healthy(variant)).filter(isDescription)) {
    const { [file]: gone, ...rest } = healthy(variant);
    const { codes, hops } = check(rest);
    outcome.checked();
    if (codes.length > 0) outcome.fault(`${variant} without ${file}: ${codes.join()}`);
    for (const { answer, missing, text } of hops) {
      if (answer === "blocked") outcome.fault(`${variant} without ${file}: ${text}`);
      if (answer === "unknown" && !missing) outcome.fault(`${variant} without ${file}: ${text}?`);
    }
  }
}

for (const fault of faults) {
  fault[0].forEach((variant, i) => checkFault(variant, fault, i === 0));
}

for (const [list, what, ...changes] of harmless) {
  for (const variant of list) {
    const { findings, hosts } = check(changed(variant, ...changes));
    outcome.checked();
    const bad = hosts.find(({ answer }) => answer !== "reachable");
    if (findings.length > 0) outcome.fault(`${variant}: ${what}: ${findings[0].message}`);
    if (bad) outcome.fault(`${variant}: ${what}: ${bad.host} is ${bad.answer}`);
  }
}

for (const [list, what, ...changes] of open) {
  for (const variant of list) {
    const { findings, hosts } = check(changed(variant, ...changes));
    outcome.checked();
    if (findings.length > 0) outcome.fault(`${variant}: ${what}: ${findings[0].message}`);
    if (!hosts.some(({ answer }) => answer === "unknown")) {
      outcome.fault(`${variant}: ${what}: nothing is unknown`);
    }
  }
}

// The AWS CLI itself reads the commands; it prints what an answer would look like and calls nobody.
const environment = {
  ...process.env,
  AWS_DEFAULT_REGION: region,
  AWS_CONFIG_FILE: "/dev/null",
  AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  AWS_EC2_METADATA_DISABLED: "true",
  ALLOCATION: "eipalloc-1",
  ENDPOINT: "vpce-1",
  NAT: "nat-1",
};
const aws = existsSync("/usr/bin/aws") ? "/usr/bin/aws" : "aws";
for (const one of commands.values()) {
  const script = `${one.replace(/^aws /, `${aws} `)} --generate-cli-skeleton output`;
  const done = spawnSync("sh", ["-c", script], { env: environment });
  outcome.checked();
  if (done.status !== 0) outcome.fault(`the AWS CLI does not take ${one}: ${done.stderr}`);
}
if (commands.size < 20) outcome.fault(`only ${commands.size} kinds of commands`);

if (described < 60) outcome.fault(`only ${described} VPCs`);
rmSync(folder, { recursive: true });
outcome.close(
  `checks of described VPCs, ${described} with one fault, and of ${commands.size} commands`,
);
