// data/documentation-values.txt -> documentation_values.c
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fail, literal } from "./common_blocks.mjs";

const FILE = "data/documentation-values.txt";
const FAMILIES = "src/redact/detect.h";

function readFamilies(root) {
  const text = readFileSync(join(root, FAMILIES), "utf8");
  const rows = [...text.matchAll(/^ {2}X\(([A-Z_]+), "([a-z]+)"\)/gm)];
  if (rows.length === 0) fail(`${FAMILIES}:1`, "no list of families");
  return new Map(rows.map(([, id, name]) => [name, `RC_FAMILY_${id}`]));
}

function readBlock(at, value) {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(value);
  if (!match) fail(at, `${value} is no block of addresses`);
  const [a, b, c, d, length] = match.slice(1).map(Number);
  const base = (((a * 256 + b) * 256 + c) * 256 + d) >>> 0;
  return `0x${base.toString(16)}u, ${length}`;
}

function rowOf(families, line, at) {
  const [family, value, more] = line.split("|").map((part) => part.trim());
  if (!value || more !== undefined) fail(at, "a row is `family | value`");
  if (!families.has(family)) fail(at, `no family ${family}`);
  const block = family === "ip" ? readBlock(at, value) : "0, 0";
  const ending = value.startsWith("*");
  const text = literal(ending ? value.slice(1) : value);
  return `    {RC_STR_INIT(${text}), ${block}, ${families.get(family)}, ${ending}},\n`;
}

export default {
  inputs: [FILE, FAMILIES],
  output: "documentation_values.c",
  generate(root) {
    const families = readFamilies(root);
    const rows = [];
    readFileSync(join(root, FILE), "utf8")
      .split("\n")
      .forEach((line, i) => {
        if (line.trim() === "" || line.startsWith("#")) return;
        rows.push(rowOf(families, line, `${FILE}:${i + 1}`));
      });
    return (
      '#include "redact/tables.h"\n\n' +
      `const rc_documentation_value rc_documentation_values[] = {\n${rows.join("")}};\n` +
      "const uint32_t rc_n_documentation_values = RC_COUNT_OF(rc_documentation_values);\n"
    );
  },
};
