// data/detectors.txt -> the numbers and the table of the detectors.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fail, literal } from "./common_blocks.mjs";

const FILE = "data/detectors.txt";
const CONFIDENCES = ["context", "shape", "proof"];
const ROWS = 150;

// X(IDENTIFIER, "name") lines of RC_FAMILIES.
function familiesOf(root) {
  const text = readFileSync(join(root, "src/redact/detect.h"), "utf8");
  return new Map([...text.matchAll(/X\((\w+), "([a-z]+)"\)/g)].map(([, id, name]) => [name, id]));
}

function readRow(line, at, group, families) {
  const parts = line.split(" | ");
  if (parts.length !== 6) fail(at, "row | name | family | confidence | what | shape");
  const [row, name, family, confidence, summary] = parts;
  if (!group) fail(at, "a detector before the first group");
  if (!/^\d+$/.test(row) || Number(row) > ROWS) fail(at, `no row ${row}`);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) fail(at, `a name is made of words: ${name}`);
  if (!families.has(family)) fail(at, `no family ${family}`);
  if (!CONFIDENCES.includes(confidence)) fail(at, `no confidence ${confidence}`);
  return { at, row: Number(row), name, group, family: families.get(family), confidence, summary };
}

function readDetectors(root) {
  const families = familiesOf(root);
  const detectors = [];
  let group = null;
  readFileSync(join(root, FILE), "utf8")
    .split("\n")
    .forEach((line, i) => {
      const at = `${FILE}:${i + 1}`;
      if (line.trim() === "" || line.startsWith("#")) return;
      if (line.startsWith("group ")) group = line.slice(6);
      else detectors.push(readRow(line, at, group, families));
    });
  return checked(detectors);
}

function checked(detectors) {
  const names = new Set();
  const rows = new Set();
  for (const { at, row, name } of detectors) {
    if (names.has(name)) fail(at, `${name} stands here twice`);
    if (row > 0 && rows.has(row)) fail(at, `row ${row} stands here twice`);
    names.add(name);
    rows.add(row);
  }
  for (let row = 1; row <= ROWS; row++) if (!rows.has(row)) fail(`${FILE}:1`, `no row ${row}`);
  return detectors;
}

const identifier = (name) => `RC_DETECT_${name.toUpperCase().replaceAll("-", "_")}`;

function header(detectors) {
  const lines = detectors.map(({ name }) => `  ${identifier(name)},\n`).join("");
  return (
    "#ifndef RC_DETECTOR_IDS_H\n#define RC_DETECTOR_IDS_H\n\n" +
    `/* Made from ${FILE}. */\ntypedef enum rc_detector_id {\n${lines}  RC_N_DETECTORS\n` +
    "} rc_detector_id;\n\n#endif\n"
  );
}

function table(detectors) {
  const lines = detectors
    .map(
      ({ row, name, group, family, confidence, summary }) =>
        `    {${literal(name)}, ${literal(group)}, ${literal(summary)}, RC_FAMILY_${family}, ` +
        `RC_BY_${confidence.toUpperCase()}, ${row}},\n`,
    )
    .join("");
  return (
    '#include "redact/detect.h"\n\n' +
    `static const rc_detector detectors[RC_N_DETECTORS] = {\n${lines}};\n\n` +
    "const uint16_t rc_n_detectors = RC_N_DETECTORS;\n\n" +
    "const rc_detector *rc_detector_info(uint16_t id) { return &detectors[id]; }\n"
  );
}

export default {
  inputs: [FILE, "src/redact/detect.h"],
  outputs: ["detector_ids.h", "detectors.c"],
  generate(root) {
    const detectors = readDetectors(root);
    return { "detector_ids.h": header(detectors), "detectors.c": table(detectors) };
  },
};
