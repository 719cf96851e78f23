// Reads the tables of data/: blocks of `kind name`, each with indented lines `key value`.
//
//   call ecr-token
//     action ecr:GetAuthorizationToken     # nothing behind a value is a comment
//     source D10 D24
//
// A line whose first character that is not blank is `#` is a comment.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export function readBlocks(root, file) {
  const blocks = [];
  readFileSync(join(root, file), "utf8")
    .split("\n")
    .forEach((line, index) => {
      const text = line.trim();
      if (text === "" || text.startsWith("#")) return;
      const at = `${file}:${index + 1}`;
      const [, key, value] = /^(\S+)\s*(.*)$/.exec(text);
      if (!/^\s/.test(line)) blocks.push({ kind: key, name: value, at, lines: [] });
      else if (blocks.length > 0) blocks.at(-1).lines.push({ key, value, at });
      else throw new Error(`${at}: an indented line before the first block`);
    });
  return blocks;
}

export function fail(at, what) {
  throw new Error(`${at}: ${what}`);
}

/** The lines of a block as { key: value }; `many` keys become arrays of { value, at }. */
export function fields(block, { required = [], optional = [], many = [] }) {
  const result = Object.fromEntries(many.map((key) => [key, []]));
  for (const { key, value, at } of block.lines) {
    if (many.includes(key)) result[key].push({ value, at });
    else if (![...required, ...optional].includes(key)) fail(at, `unknown word ${key}`);
    else if (key in result) fail(at, `${key} is given twice`);
    else result[key] = value;
  }
  for (const key of required) {
    if (!result[key]) fail(block.at, `${block.kind} ${block.name} has no ${key}`);
  }
  return result;
}

/** Fails where two blocks of one kind share a name. */
export function unique(blocks) {
  const seen = new Map();
  for (const { kind, name, at } of blocks) {
    const key = `${kind} ${name}`;
    if (seen.has(key)) fail(at, `${key} stands at ${seen.get(key)} already`);
    seen.set(key, at);
  }
  return blocks;
}

/** A C string literal. Question marks are escaped: `??<` and its like are trigraphs in C17. */
export function literal(text) {
  const escaped = text.replace(/[\\"?]/g, (c) => `\\${c}`);
  if (/[^\x20-\x7e]/.test(escaped)) throw new Error(`not plain ASCII: ${text}`);
  return `"${escaped}"`;
}

/** A static rc_str. */
export function str(text) {
  return text ? `RC_STR_INIT(${literal(text)})` : "{NULL, 0}";
}
