// data/calls.txt -> the call plan; data/commands.txt -> how to see what is missing.
import { fail, fields, readBlocks, str, unique } from "./common_blocks.mjs";

const CALLS = "data/calls.txt";
const COMMANDS = "data/commands.txt";

const PHASES = [
  "register",
  "place",
  "provision-network",
  "assume-role",
  "registry-auth",
  "manifest",
  "layers",
  "secrets",
  "env-files",
  "logs",
  "volumes",
  "start",
  "run",
];
const CALLERS = ["puller", "logger", "execution", "task", "ecs-tasks"];
// What stands in every template, whatever the feature binds.
const COMMON = ["partition", "region", "account", "via-suffix", "caller-arn", "caller-account"];
const SERVICE = ["partition", "region", "account", "source"];

function checkTemplate(text, names, at) {
  for (const [, name] of text.matchAll(/\{([a-z-]+)\}/g)) {
    if (!names.includes(name)) fail(at, `{${name}} is bound by nothing`);
  }
}

/** "KEY VALUE", the value possibly absent. */
function keyAndValue({ value, at }, names) {
  const [, key, text] = /^(\S+)\s*(.*)$/.exec(value) ?? fail(at, "a key is missing");
  checkTemplate(text, names, at);
  return { key, text };
}

function readFeatures(blocks) {
  const features = new Map();
  for (const block of blocks.filter((b) => b.kind === "feature")) {
    const { binds } = fields(block, { required: ["when"], optional: ["binds"] });
    features.set(block.name, (binds ?? "").split(/\s+/).filter(Boolean));
  }
  return features;
}

function readCall(block, features, lookups) {
  const call = fields(block, {
    required: ["feature", "phase", "by", "action", "resource", "source"],
    optional: ["evaluated", "resource-policy", "not-blocking", "always-resource-policy",
      "open-by-default"],
    many: ["condition", "context"],
  });
  const binds = features.get(call.feature) ?? fail(block.at, `no feature ${call.feature}`);
  const names = [...COMMON, ...binds];
  if (!PHASES.includes(call.phase)) fail(block.at, `no phase ${call.phase}`);
  if (!CALLERS.includes(call.by)) fail(block.at, `nobody is called ${call.by}`);
  if (!/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(call.action)) fail(block.at, `no action ${call.action}`);
  if (call.condition.length > 1) fail(block.at, "more than one condition");
  checkTemplate(call.resource, names, block.at);
  checkTemplate(call.evaluated ?? "", names, block.at);
  const lookup = call["resource-policy"];
  if (lookup && !lookups.has(lookup)) fail(block.at, `${COMMANDS} has no row ${lookup}`);
  if ("always-resource-policy" in call && !lookup) fail(block.at, "resource-policy is missing");
  return {
    ...call,
    id: block.name,
    condition: call.condition.map((c) => keyAndValue(c, names))[0],
    context: call.context.map((c) => keyAndValue(c, names)),
  };
}

function readContext(blocks, name, names) {
  const block = blocks.find((b) => b.kind === "context" && b.name === name);
  if (!block) fail(`${CALLS}:1`, `no context ${name}`);
  return fields(block, { many: ["key"] }).key.map((line) => keyAndValue(line, names));
}

function contextRows(rows) {
  return rows.map(({ key, text }) => `    {${str(key)}, ${str(text)}},\n`).join("");
}

function callRow(call, index) {
  const flag = (value) => (value ? "true" : "false");
  const rows = {
    id: str(call.id),
    feature: str(call.feature),
    phase: `RC_PHASE_${call.phase.toUpperCase().replaceAll("-", "_")}`,
    principal: str(call.by),
    action: str(call.action),
    resource: str(call.resource),
    evaluated: str(call.evaluated),
    condition_key: str(call.condition?.key),
    condition_value: str(call.condition?.text),
    blocks_start: flag(!("not-blocking" in call)),
    needs_resource_policy: flag(call["resource-policy"]),
    always_resource_policy: flag("always-resource-policy" in call),
    open_by_default: flag("open-by-default" in call),
    policy_lookup: str(call["resource-policy"]),
    source: str(call.source),
    context: call.context.length > 0 ? `context_${index}` : "NULL",
    n_context: call.context.length,
  };
  const members = Object.entries(rows).map(([name, value]) => `        .${name} = ${value},\n`);
  return `    {\n${members.join("")}    },\n`;
}

function generateCalls(root) {
  const blocks = unique(readBlocks(root, CALLS));
  const lookups = new Set(readBlocks(root, COMMANDS).map((b) => b.name));
  const features = readFeatures(blocks);
  const calls = blocks
    .filter((b) => b.kind === "call")
    .map((block) => readCall(block, features, lookups));
  // Launch order; rows of one phase stay in the order of the file.
  calls.sort((a, b) => PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase));
  for (const name of features.keys()) {
    if (!calls.some((c) => c.feature === name)) fail(`${CALLS}:1`, `${name} causes no call`);
  }
  const unknown = blocks.find((b) => !["context", "feature", "call"].includes(b.kind));
  if (unknown) fail(unknown.at, `unknown word ${unknown.kind}`);
  const contexts = calls
    .map((call, i) =>
      call.context.length > 0
        ? `static const rc_context_rule context_${i}[] = {\n${contextRows(call.context)}};\n`
        : "",
    )
    .join("");
  const common = (symbol, rows) =>
    `const rc_context_rule ${symbol}[] = {\n${contextRows(rows)}};\n` +
    `const size_t ${symbol.replace("rc_", "rc_n_")} = RC_COUNT_OF(${symbol});\n\n`;
  return (
    `#include "launch/tables.h"\n\n` +
    common("rc_role_context", readContext(blocks, "role", COMMON)) +
    common("rc_service_context", readContext(blocks, "service", SERVICE)) +
    `${contexts}\nconst rc_call_rule rc_call_rules[] = {\n${calls.map(callRow).join("")}};\n` +
    `const size_t rc_n_call_rules = RC_COUNT_OF(rc_call_rules);\n`
  );
}

function generateCommands(root) {
  const rows = unique(readBlocks(root, COMMANDS)).map((block) => {
    if (block.kind !== "missing") fail(block.at, `unknown word ${block.kind}`);
    const { what, command } = fields(block, { required: ["what"], optional: ["command"] });
    return { name: block.name, what, command };
  });
  rows.sort((a, b) => (a.name < b.name ? -1 : 1));
  return (
    `#include "launch/tables.h"\n\nconst rc_missing_rule rc_missing_rules[] = {\n` +
    rows.map((r) => `    {${str(r.name)}, ${str(r.what)},\n     ${str(r.command)}},\n`).join("") +
    `};\nconst size_t rc_n_missing_rules = RC_COUNT_OF(rc_missing_rules);\n`
  );
}

export default [
  { inputs: [CALLS, COMMANDS], output: "calls.c", generate: generateCalls },
  { inputs: [COMMANDS], output: "commands.c", generate: generateCommands },
];
