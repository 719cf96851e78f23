// data/partitions.txt and data/registries.txt -> how AWS and image registries name their hosts.
import { fail, fields, literal, readBlocks, str, unique } from "./common_blocks.mjs";

const PARTITIONS = "data/partitions.txt";
const REGISTRIES = "data/registries.txt";

const yes = (value) => (value ? "true" : "false");

function table(type, symbol, rows) {
  const lines = rows.map((row) => `    {${row.join(", ")}},\n`).join("");
  return (
    `const ${type} ${symbol}[] = {\n${lines}};\n` +
    `const size_t ${symbol.replace("rc_", "rc_n_")} = RC_COUNT_OF(${symbol});\n\n`
  );
}

function partitionRow(block) {
  const row = fields(block, {
    required: ["dns-suffix", "dual-stack-suffix", "pull-through"],
    optional: ["region-prefix", "via-suffix"],
  });
  if (!["yes", "no"].includes(row["pull-through"])) fail(block.at, "pull-through is yes or no");
  return [
    str(block.name),
    str(row["dns-suffix"]),
    str(row["dual-stack-suffix"]),
    str(row["region-prefix"]),
    str(row["via-suffix"]),
    yes(row["pull-through"] === "yes"),
  ];
}

function generatePartitions(root) {
  const blocks = unique(readBlocks(root, PARTITIONS));
  const rows = blocks.map(partitionRow);
  if (rows.filter((row) => row[3] === str("")).length !== 1 || rows[0][3] !== str("")) {
    fail(`${PARTITIONS}:1`, "the partition without region-prefix stands first, and only once");
  }
  return `#include "aws/tables.h"\n\n${table("rc_partition", "rc_partitions", rows)}`;
}

const READERS = {
  host(block) {
    const { kind } = fields(block, { required: ["kind", "source"] });
    if (!["docker-hub", "ecr-public"].includes(kind)) fail(block.at, `no kind ${kind}`);
    return [str(block.name), `RC_REGISTRY_${kind.toUpperCase().replace("-", "_")}`];
  },
  "ecr-infix"(block) {
    const row = fields(block, { required: ["source"], optional: ["marks", "suffix"] });
    const marks = (row.marks ?? "").split(" ").filter(Boolean);
    const strange = marks.find((mark) => !["fips", "dual-stack"].includes(mark));
    if (strange) fail(block.at, `unknown mark ${strange}`);
    return [
      str(block.name),
      str(row.suffix),
      yes(marks.includes("fips")),
      yes(marks.includes("dual-stack")),
    ];
  },
  "pull-through-prefix"(block) {
    fields(block, { required: ["source"] });
    return [literal(block.name)];
  },
  "aws-account"(block) {
    fields(block, { required: ["what", "source"] });
    if (!/^\d{12}$/.test(block.name)) fail(block.at, "an account has twelve digits");
    return [literal(block.name)];
  },
};

function generateRegistries(root) {
  const rows = Object.fromEntries(Object.keys(READERS).map((kind) => [kind, []]));
  for (const block of unique(readBlocks(root, REGISTRIES))) {
    if (!READERS[block.kind]) fail(block.at, `unknown word ${block.kind}`);
    rows[block.kind].push(READERS[block.kind](block));
  }
  // A longer infix may hold a shorter one, never the other way round.
  rows["ecr-infix"].sort((a, b) => b[0].length - a[0].length);
  rows["aws-account"].sort();
  const list = (symbol, kind) =>
    `const rc_str ${symbol}[] = {\n` +
    rows[kind].map(([text]) => `    RC_STR_INIT(${text}),\n`).join("") +
    `};\nconst size_t ${symbol.replace("rc_", "rc_n_")} = RC_COUNT_OF(${symbol});\n\n`;
  return (
    `#include "aws/tables.h"\n\n` +
    table("rc_registry_host", "rc_registry_hosts", rows.host) +
    table("rc_ecr_infix", "rc_ecr_infixes", rows["ecr-infix"]) +
    list("rc_pull_through_prefixes", "pull-through-prefix") +
    list("rc_aws_ecr_accounts", "aws-account")
  );
}

export default [
  { inputs: [PARTITIONS], output: "partitions.c", generate: generatePartitions },
  { inputs: [REGISTRIES], output: "registries.c", generate: generateRegistries },
];
