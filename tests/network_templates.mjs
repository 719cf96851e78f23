// The same VPCs with the same faults, made by templates: in CloudFormation and in Terraform, with
// rules inside of their group and beside it. The hop that is shut is found in every one, the
// finding stands in the template, and the healthy ones are silent. What a fix writes opens the way,
// and a second one has nothing to do.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyEdits, command, Outcome } from "./lib/cases.mjs";
import { healthy, variants } from "./lib/vpc.mjs";
import { faults, harmless, open } from "./lib/vpc_faults.mjs";
import { flags, idIn, render, Unsayable } from "./lib/vpc_templates.mjs";

const outcome = new Outcome();
const folder = mkdtempSync(join(tmpdir(), "rolecall-network-templates-"));
const made = { cloudformation: 0, terraform: 0 };
const mended = { cloudformation: 0, terraform: 0 };
let number = 0;

function run(verb, root) {
  const done = spawnSync(command, [verb, "--format", "json", ...flags, root], {
    maxBuffer: 1 << 26 });
  if (done.error) throw done.error;
  if (done.status !== 0 && done.status !== 1) throw new Error(done.stderr.toString());
  return JSON.parse(done.stdout);
}

/** What is said of the template that makes these files; null if no template can. */
function check(files, language, inline) {
  let template;
  try {
    template = render[language](files, inline);
  } catch (error) {
    if (error instanceof Unsayable) return null;
    throw error;
  }
  const root = join(folder, `${number++}`);
  mkdirSync(root);
  const path = join(root, template.path);
  writeFileSync(path, template.text);
  const report = run("check", root);
  const findings = report.findings.filter(({ code }) => code.startsWith("RC5"));
  const hosts = report.tasks[0].network.hosts;
  const hops = hosts.flatMap((host) => host.paths.flatMap((one) => one.hops));
  outcome.checked();
  const codes = [...new Set(findings.map((f) => f.code))];
  return { report, findings, hosts, hops, codes, root, path };
}

/** Mends what is said to be mended, and looks again. */
function checkFix(name, language, { report, findings, root, path }) {
  const isSafe = ({ fix }) => fix?.applicability === "safe";
  const promised = report.findings.some(isSafe);
  const { fixes } = run("fix", root);
  if (promised !== fixes.length > 0) {
    outcome.fault(`${name}: a fix is ${promised ? "promised, not made" : "made, not promised"}`);
  }
  if (fixes.length === 0 || !findings.some(isSafe)) return;
  const [{ bytes }] = applyEdits([{ path: fixes[0].path, bytes: readFileSync(path) }], fixes);
  writeFileSync(path, bytes);
  const again = run("check", root);
  const left = again.findings.filter(({ code }) => code.startsWith("RC"));
  const blocked = again.tasks[0].network.hosts.filter(({ answer }) => answer !== "reachable");
  outcome.checked();
  mended[language]++;
  if (left.length > 0) outcome.fault(`${name}: after the fix ${left[0].message}`);
  if (blocked.length > 0) outcome.fault(`${name}: after the fix ${blocked[0].host} is blocked`);
  if (run("fix", root).fixes.length > 0) outcome.fault(`${name}: a second fix changes something`);
}

const said = ({ findings }) => findings[0]?.message;

function checkFault(name, files, language, inline, [, , code, hop]) {
  const result = check(files, language, inline);
  if (result === null) return;
  made[language]++;
  const { findings, hops, codes } = result;
  const [kind, id] = [hop.slice(0, hop.indexOf(" ")), hop.slice(hop.indexOf(" ") + 1)];
  // Where a table is the VPC's own one, no template names it.
  const wanted = id === "rtb-main" ? kind : `${kind} ${idIn[language](id)}`;
  const shut = hops.filter(({ answer }) => answer === "blocked").map((h) => `${h.kind} ${h.id}`);
  if (codes.join() !== code) outcome.fault(`${name}: ${codes.join() || "nothing"}, not ${code}`);
  if (!shut.some((one) => one.startsWith(wanted))) {
    outcome.fault(`${name}: shut are [${[...new Set(shut)].join(", ")}], not ${wanted}`);
  }
  for (const { location } of findings) {
    if (!location) outcome.fault(`${name}: the finding has no place`);
  }
  checkFix(name, language, result);
}

function changed(variant, ...changes) {
  const files = structuredClone(healthy(variant));
  for (const change of changes) change(files);
  return files;
}

// No template makes the instances that run tasks.
const sayable = (list) => list.filter((variant) => variant !== "ec2");

for (const language of Object.keys(render)) {
  for (const inline of [true, false]) {
    const way = `${language}, rules ${inline ? "inside" : "beside"}`;
    for (const variant of sayable(variants)) {
      const { report, hosts } = check(healthy(variant), language, inline);
      if (report.findings.length > 0) {
        outcome.fault(`${way}, ${variant}: ${report.findings[0].message}`);
      }
      for (const { host, answer } of hosts) {
        if (answer !== "reachable") outcome.fault(`${way}, ${variant}: ${host} is ${answer}`);
      }
    }
    for (const fault of faults) {
      const [list, what, , , ...changes] = fault;
      for (const variant of sayable(list)) {
        const name = `${way}, ${variant}: ${what}`;
        checkFault(name, changed(variant, ...changes), language, inline, fault);
      }
    }
    for (const [list, what, ...changes] of harmless) {
      for (const variant of sayable(list)) {
        const result = check(changed(variant, ...changes), language, inline);
        const bad = result?.hosts.find(({ answer }) => answer !== "reachable");
        if (result && said(result)) outcome.fault(`${way}, ${variant}: ${what}: ${said(result)}`);
        if (bad) outcome.fault(`${way}, ${variant}: ${what}: ${bad.host} is ${bad.answer}`);
      }
    }
    for (const [list, what, ...changes] of open) {
      for (const variant of sayable(list)) {
        const result = check(changed(variant, ...changes), language, inline);
        const unknown = result?.hosts.some(({ answer }) => answer === "unknown");
        if (result && said(result)) outcome.fault(`${way}, ${variant}: ${what}: ${said(result)}`);
        if (result && !unknown) outcome.fault(`${way}, ${variant}: ${what}: nothing is unknown`);
      }
    }
  }
}

for (const [language, n] of Object.entries(made)) {
  if (n < 40) outcome.fault(`only ${n} templates of ${language} with a fault`);
  if (mended[language] < 15) outcome.fault(`only ${mended[language]} of ${language} are mended`);
}
rmSync(folder, { recursive: true });
outcome.close(
  `checks of VPCs in templates, ${made.cloudformation} of CloudFormation and ${made.terraform} ` +
    `of Terraform with one fault, ${mended.cloudformation} and ${mended.terraform} mended`,
);
