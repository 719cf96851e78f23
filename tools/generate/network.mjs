// data/hosts.txt -> the hosts of a launch; data/mends.txt -> commands that open a way to them.
import { fail, fields, readBlocks, str, unique } from "./common_blocks.mjs";

const HOSTS = "data/hosts.txt";
const MENDS = "data/mends.txt";
const CALLS = "data/calls.txt";

const THINGS = ["docker-hub", "ecr-public", "registry", "efs", "instance"];
const IMAGES = ["plain", "dual-stack", "fips"];
const enumOf = (prefix, word) => `${prefix}_${word.toUpperCase().replaceAll("-", "_")}`;
const flag = (value) => (value ? "true" : "false");

function readHost(block, calls) {
  const host = fields(block, {
    required: ["name", "from", "source"],
    optional: ["calls", "for", "image", "endpoint", "gateway", "mounted", "port", "fargate-until",
      "policy", "unproven"],
  });
  const rows = (host.calls ?? "").split(/\s+/).filter(Boolean);
  for (const row of rows) if (!calls.has(row)) fail(block.at, `${CALLS} has no call ${row}`);
  if ((rows.length === 0) === (host.for === undefined)) fail(block.at, "either calls or for");
  if (host.for && !THINGS.includes(host.for)) fail(block.at, `no thing ${host.for}`);
  if (host.image && !IMAGES.includes(host.image)) fail(block.at, `no image ${host.image}`);
  if (!["agent", "task"].includes(host.from)) fail(block.at, `from ${host.from}`);
  if ("gateway" in host && !host.endpoint) fail(block.at, "a gateway without endpoint");
  const port = Number(host.port ?? 443);
  if (!Number.isInteger(port) || port < 1 || port > 65535) fail(block.at, `no port ${host.port}`);
  const [, action = "", resource = ""] = /^(\S+)\s+(\S+)$/.exec(host.policy ?? "") ?? [];
  if (host.policy && !action) fail(block.at, "policy needs an action and a resource");
  return { ...host, id: block.name, rows, port, action, resource };
}

function hostRow(host, index) {
  const rows = {
    id: str(host.id),
    name: str(host.name),
    calls: host.rows.length > 0 ? `calls_${index}` : "NULL",
    n_calls: host.rows.length,
    thing: host.for ? enumOf("RC_HOST_OF", host.for) : "RC_HOST_OF_CALLS",
    image: host.image ? enumOf("RC_HOST_IMAGE", host.image) : "RC_HOST_IMAGE_ANY",
    endpoint: str(host.endpoint),
    is_gateway: flag("gateway" in host),
    is_mounted: flag("mounted" in host),
    from_task: flag(host.from === "task"),
    port: host.port,
    fargate_until: str(host["fargate-until"]),
    policy_action: str(host.action),
    policy_resource: str(host.resource),
    unproven: str(host.unproven),
  };
  const members = Object.entries(rows).map(([name, value]) => `        .${name} = ${value},\n`);
  return `    {\n${members.join("")}    },\n`;
}

function generateHosts(root) {
  const rows = readBlocks(root, CALLS).filter((block) => block.kind === "call");
  const calls = new Set(rows.map((block) => block.name));
  const hosts = unique(readBlocks(root, HOSTS)).map((block) => {
    if (block.kind !== "host") fail(block.at, `unknown word ${block.kind}`);
    return readHost(block, calls);
  });
  const lists = hosts.map(({ rows }, i) =>
    rows.length > 0
      ? `static const rc_str calls_${i}[] = {\n${rows.map((r) => `    ${str(r)},\n`).join("")}};\n`
      : "",
  );
  return (
    `#include "launch/network.h"\n\n${lists.join("")}\n` +
    `const rc_host_rule rc_host_rules[] = {\n${hosts.map(hostRow).join("")}};\n` +
    `const size_t rc_n_host_rules = RC_COUNT_OF(rc_host_rules);\n`
  );
}

function generateMends(root) {
  const rows = unique(readBlocks(root, MENDS)).map((block) => {
    if (block.kind !== "mend") fail(block.at, `unknown word ${block.kind}`);
    const row = fields(block, {
      required: ["why", "command"],
      optional: ["undo", "cloudformation", "terraform"],
    });
    return { id: block.name, ...row };
  });
  const text = rows.map(
    ({ id, why, command, undo, cloudformation, terraform }) =>
      `    {${str(id)}, ${str(why)},\n     ${str(command)},\n     ${str(undo)},\n` +
      `     ${str(cloudformation)},\n     ${str(terraform)}},\n`,
  );
  return (
    `#include "launch/network.h"\n\nconst rc_mend_rule rc_mend_rules[] = {\n${text.join("")}};\n` +
    `const size_t rc_n_mend_rules = RC_COUNT_OF(rc_mend_rules);\n`
  );
}

export default [
  { inputs: [HOSTS, CALLS], output: "hosts.c", generate: generateHosts },
  { inputs: [MENDS], output: "mends.c", generate: generateMends },
];
