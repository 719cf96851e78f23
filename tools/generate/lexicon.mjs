// data/secret-names.txt and data/identity-names.txt -> lexicon_table.c
import { readFileSync } from "node:fs";
import { join } from "node:path";

const SECRETS = "data/secret-names.txt";
const IDENTITIES = "data/identity-names.txt";
const DETECTORS = "data/detectors.txt";

// What a row of each kind says (rc_named and RC_NAME_... of src/redact/lexicon.h).
const NAMES = {
  ends: ["SECRET", "RC_NAME_SURE"],
  "ends-in": ["SECRET", "RC_NAME_SURE"],
  hide: ["SECRET", "0"],
  hex: ["HEX_SECRET", "0"],
  inside: ["SECRET", "RC_NAME_INSIDE"],
  not: ["NOTHING", "0"],
  name: ["IDENTITY", "0"],
  account: ["ACCOUNT", "0"],
  host: ["HOST", "0"],
  user: ["USER", "0"],
  image: ["IMAGE", "0"],
  reference: ["REFERENCE", "0"],
  public: ["PUBLIC", "0"],
};
const MEMBERS = [
  "actions",
  "names",
  "principal",
  "condition",
  "user-keys",
  "settings",
  "logins",
  "shut",
  "tags",
  "inner",
];
const LISTS = {
  "not-with": "rc_words_not_with",
  "no-value": "rc_words_no_value",
  "stand-in": "rc_words_stand_in",
  pointer: "rc_words_pointer",
  key: "rc_words_key",
  example: "rc_words_example",
  login: "rc_words_login",
};

function linesOf(root, file) {
  return readFileSync(join(root, file), "utf8")
    .split("\n")
    .map((line, i) => ({ where: `${file}:${i + 1}`, line }))
    .filter(({ line }) => line.trim() !== "" && !line.startsWith("#"))
    .map(({ where, line }) => ({ where, cells: line.split("|").map((cell) => cell.trim()) }));
}

const detectorNames = (root) =>
  new Set(
    linesOf(root, DETECTORS)
      .filter(({ cells }) => cells.length > 2)
      .map(({ cells }) => cells[1]),
  );

function checkWords(where, words) {
  if (!/^[A-Z0-9]+(_[A-Z0-9]+)*$/.test(words)) {
    throw new Error(`${where}: expected upper-case words joined by _, not ${words}`);
  }
  if (words.length > 48) throw new Error(`${where}: ${words} is longer than 48 letters`);
}

function readRows(root) {
  const names = new Map();
  const anywhere = [];
  const lists = Object.fromEntries(Object.keys(LISTS).map((kind) => [kind, []]));
  const detectors = detectorNames(root);
  const rowOf = (words) => {
    if (!names.has(words)) names.set(words, { words, named: null, member: null, tail: false });
    return names.get(words);
  };
  for (const { where, cells } of [...linesOf(root, SECRETS), ...linesOf(root, IDENTITIES)]) {
    const [kind, key, extra] = cells;
    if (!key || cells.length > 3) throw new Error(`${where}: expected 2 or 3 columns`);
    if (lists[kind]) {
      if (lists[kind].includes(key)) throw new Error(`${where}: ${key} stands here twice`);
      lists[kind].push(key);
      continue;
    }
    checkWords(where, key);
    const row = rowOf(key);
    if (kind === "tail") {
      row.tail = true;
      continue;
    }
    if (kind === "member") {
      if (!MEMBERS.includes(extra)) throw new Error(`${where}: no such member: ${extra}`);
      if (row.member) throw new Error(`${where}: ${key} stands here twice`);
      row.member = extra;
      continue;
    }
    if (!NAMES[kind]) throw new Error(`${where}: no such kind: ${kind}`);
    if (extra && !detectors.has(extra)) throw new Error(`${where}: no such detector: ${extra}`);
    // Secrets come first: what the lists of identities say of the same words is said already.
    if (row.named && !where.startsWith(IDENTITIES)) {
      throw new Error(`${where}: ${key} stands here twice`);
    }
    if (row.named) continue;
    row.named = kind;
    row.detector = extra;
    if (kind === "ends-in") anywhere.push(key);
  }
  return { rows: [...names.values()], anywhere, lists };
}

const constant = (name) => name.toUpperCase().replaceAll("-", "_");
const literal = (text) => JSON.stringify(text).replaceAll("?", "\\?");

// From the last byte to the first, so that one walk from the end meets the hash of every ending.
function hashOf(words) {
  let hash = 0x811c9dc5;
  for (let i = words.length - 1; i >= 0; i--) {
    hash = Math.imul(hash ^ words.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash;
}

function tableOf(rows) {
  let size = 1;
  while (size < 1.5 * rows.length) size *= 2;
  const slots = new Array(size).fill(null);
  for (const row of rows.sort((a, b) => (a.words < b.words ? -1 : 1))) {
    const hash = hashOf(row.words);
    let at = (hash ^ (hash >>> 15)) & (size - 1);
    while (slots[at]) at = (at + 1) & (size - 1);
    slots[at] = row;
  }
  const cells = slots.map((row, i) => {
    if (!row) return "";
    const [named, flag] = row.named ? NAMES[row.named] : ["NOTHING", "RC_NAME_NO_ENDING"];
    const flags = row.tail ? `${flag} | RC_NAME_TAIL` : flag;
    const detector = row.detector ? `RC_DETECT_${constant(row.detector)}` : "RC_NAME_NO_DETECTOR";
    const member = row.member ? `RC_MEMBER_${constant(row.member)}` : "RC_MEMBER_ANY";
    return (
      `    [${i}] = {${literal(row.words)}, ${row.words.length}, ` +
      `RC_NAMED_${named}, ${flags}, ${member}, ${detector}},\n`
    );
  });
  return (
    `const rc_name_row rc_name_rows[${size}] = {\n${cells.join("")}};\n` +
    `const uint32_t rc_n_name_rows = ${size};\n`
  );
}

// As may_be_known of src/redact/lexicon.c.
function filterOf(rows) {
  const bits = new Uint32Array(4096 / 32);
  for (const { words } of rows) {
    let hash = 0;
    for (let i = 0; i < 3; i++) {
      const c = i < words.length ? words.charCodeAt(words.length - 1 - i) : 95;
      hash = hash * 31 + c;
    }
    hash %= 4096;
    bits[hash >> 5] = (bits[hash >> 5] | (1 << (hash & 31))) >>> 0;
  }
  const cells = Array.from(bits, (word) => `    0x${word.toString(16)}u,\n`).join("");
  return `const uint32_t rc_name_filter[RC_NAME_FILTER_BITS / 32] = {\n${cells}};\n`;
}

const listOf = (array, words) =>
  `const rc_str ${array}[] = {\n${words
    .map((word) => `    RC_STR_INIT(${literal(word)}),\n`)
    .join("")}};\nconst size_t ${array.replace("rc_", "rc_n_")} = RC_COUNT_OF(${array});\n`;

// For each first byte of a word the second ones, both by their lower five bits.
const startsOf = (array, words) => {
  const starts = new Uint32Array(32);
  for (const word of words) {
    const second = word.length > 1 ? (1 << (word.charCodeAt(1) & 31)) >>> 0 : 0xffffffff;
    starts[word.charCodeAt(0) & 31] |= second;
  }
  const cells = Array.from(starts, (bits) => `    0x${bits.toString(16)}u,\n`).join("");
  return `const uint32_t ${array.replace("rc_words_", "rc_starts_")}[32] = {\n${cells}};\n`;
};
const WITH_STARTS = ["rc_words_no_value", "rc_words_stand_in", "rc_words_pointer"];

export default {
  inputs: [SECRETS, IDENTITIES, DETECTORS],
  output: "lexicon_table.c",
  generate(root) {
    const { rows, anywhere, lists } = readRows(root);
    const texts = Object.entries(LISTS).map(([kind, array]) => {
      const words = lists[kind];
      return listOf(array, words) + (WITH_STARTS.includes(array) ? startsOf(array, words) : "");
    });
    return (
      `#include "redact/lexicon.h"\n\n` +
      `${tableOf(rows)}\n${filterOf(rows)}\n${listOf("rc_words_anywhere", anywhere)}\n` +
      texts.join("\n")
    );
  },
};
