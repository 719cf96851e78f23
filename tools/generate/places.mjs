// data/public-places.txt, data/partitions.txt and the ARN formats of data/catalogue ->
// places_tables.c
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FOLDER, readCatalogue } from "./common_catalogue.mjs";
import { fail, literal, readBlocks } from "./common_blocks.mjs";

const FILE = "data/public-places.txt";
const PARTITIONS = "data/partitions.txt";

// Word of the file -> table.
const TABLES = {
  host: "rc_public_hosts",
  site: "rc_public_sites",
  registry: "rc_public_registries",
  ending: "rc_host_endings",
  "ending-of-three": "rc_host_endings_of_three",
  "ending-of-mail": "rc_mail_endings",
  inner: "rc_inner_endings",
  package: "rc_package_roots",
  user: "rc_public_users",
  "aws-suffix": "rc_aws_suffixes",
  "aws-label": "rc_aws_labels",
  geography: "rc_geographies",
  resource: "rc_resource_prefixes",
  arn: "rc_public_arns",
};

function readRows(root) {
  const rows = Object.fromEntries(Object.keys(TABLES).map((kind) => [kind, []]));
  readFileSync(join(root, FILE), "utf8")
    .split("\n")
    .forEach((line, index) => {
      if (line === "" || line.startsWith("#")) return;
      const at = `${FILE}:${index + 1}`;
      const row = /^([a-z-]+) \| (\S+(?: \S+)?)$/.exec(line) ?? fail(at, "no `kind | value`");
      const [, kind, value] = row;
      if (!rows[kind]) fail(at, `unknown word ${kind}`);
      if (kind !== "arn" && value !== value.toLowerCase()) fail(at, "names compare in lower case");
      if ((kind === "arn") !== value.includes(" ")) fail(at, "two words of an arn, else one");
      if (rows[kind].includes(value)) fail(at, `${value} stands there already`);
      rows[kind].push(value);
    });
  return rows;
}

// What a resource of `arn:...:<resource>` may begin with; the services where users name the first
// part themselves, always or (S3's buckets) in ARNs without an account.
function readTypes(root) {
  const types = new Set();
  const untyped = [];
  const bare = [];
  for (const { prefix, types: kinds } of readCatalogue(root).services) {
    const formats = kinds.flatMap(({ arns }) => arns).map((arn) => {
      const fields = arn.replace(/\$\{[^}]*\}/g, "*").split(":");
      const type = /^([A-Za-z][A-Za-z0-9-]*)[:/]/.exec(fields.slice(5).join(":"))?.[1];
      return { account: fields[4], type };
    });
    formats.forEach(({ type }) => type && types.add(type.toLowerCase()));
    if (formats.length > 0 && formats.every(({ type }) => !type)) untyped.push(prefix);
    else if (formats.some(({ type, account }) => !type && !account)) bare.push(prefix);
  }
  return { types: [...types], untyped, bare };
}

const longestWord = 96; // of places.c

// Words of one length stand in one string, sorted; no word needs an address of its own then.
function table(symbol, values) {
  const longest = Math.max(...values.map((value) => value.length));
  if (longest > longestWord) fail(symbol, "a word is too long");
  const lists = Array.from({ length: longest + 1 }, (_, length) => {
    const words = values.filter((value) => value.length === length).sort();
    return `    {${literal(words.join(""))}, ${words.length}},\n`;
  });
  return (
    `static const rc_places_list ${symbol}_lists[] = {\n${lists.join("")}};\n` +
    `const rc_places_table ${symbol} = {${symbol}_lists, ${longest}};\n\n`
  );
}

function rowsOf(symbol, values) {
  const rows = [...values].sort().map((value) => `    RC_STR_INIT(${literal(value)}),\n`);
  return (
    `const rc_str ${symbol}[] = {\n${rows.join("")}};\n` +
    `const size_t ${symbol.replace("rc_", "rc_n_")} = RC_COUNT_OF(${symbol});\n\n`
  );
}

function generate(root) {
  const rows = readRows(root);
  for (const block of readBlocks(root, PARTITIONS)) {
    for (const { key, value } of block.lines) {
      if (["dns-suffix", "dual-stack-suffix"].includes(key)) rows["aws-suffix"].push(value);
    }
  }
  rows["aws-suffix"] = [...new Set(rows["aws-suffix"])];
  const { types, untyped, bare } = readTypes(root);
  return (
    `#include "redact/places.h"\n\n` +
    Object.entries(TABLES)
      .map(([kind, symbol]) => (kind === "arn" ? rowsOf : table)(symbol, rows[kind]))
      .join("") +
    table("rc_arn_types", types) +
    table("rc_arn_untyped", untyped) +
    table("rc_arn_bare", bare)
  );
}

export default {
  inputs: [FILE, PARTITIONS, `${FOLDER}/*.txt`],
  output: "places_tables.c",
  generate,
};
