// The labelled set: documents with the bytes that must go, and documents of which nothing may go.
// Written from the shapes that providers publish, not from what the detectors do.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/cases.mjs";
import { aws } from "./aws.mjs";
import { keys } from "./keys.mjs";
import { negatives } from "./negatives.mjs";
import { network } from "./network.mjs";
import { databasesRows, platformsRows, servicesRows } from "./providers.mjs";
import { Draw } from "./shapes.mjs";
import { named, unnamed, wrap } from "./syntaxes.mjs";

const usual = 6; // items of a row that asks for no other number
const neutral = ["SETTING", "VALUE", "APP_OPTION", "CURRENT", "REF"];

/** Row of data/detectors.txt to its name and group. */
export function rowsOfTable() {
  const rows = new Map();
  let group = "";
  for (const line of readFileSync(join(root, "data/detectors.txt"), "utf8").split("\n")) {
    if (line.startsWith("group ")) group = line.slice(6);
    const [row, name] = line.split(" | ");
    if (/^[1-9]\d*$/.test(row) && name) rows.set(Number(row), { name, group });
  }
  return rows;
}

/** Takes the marks out: the bytes, and the ranges between them. */
export function unmark(marked) {
  const parts = [];
  const ranges = { hide: [], may: [] };
  const open = [];
  let size = 0;
  for (const part of marked.split(/([⟦⟧⟪⟫])/)) {
    if (part === "⟦" || part === "⟪") open.push(size);
    else if (part === "⟧") ranges.hide.push([open.pop(), size]);
    else if (part === "⟫") ranges.may.push([open.pop(), size]);
    else {
      const bytes = Buffer.from(part, "utf8");
      parts.push(bytes);
      size += bytes.length;
    }
  }
  if (open.length > 0) throw new Error(`marks do not match: ${marked.slice(0, 200)}`);
  return { bytes: Buffer.concat(parts), ...ranges };
}

function wrapped(syntaxes, start, ...args) {
  const all = Object.entries(syntaxes);
  for (let i = 0; i < all.length; i++) {
    const [syntax, make] = all[(start + i) % all.length];
    const document = wrap(make, ...args);
    if (document?.text) return { syntax, path: document.path, marked: document.text };
  }
  throw new Error("a value stands in no syntax");
}

// Documents first, then values that need no name in turns with and without one, then named ones.
function* makersOf(entry, draw) {
  const { docs = [], free = [], names = [], named: values = [] } = entry;
  for (let round = 0; ; round++) {
    for (const make of docs) {
      const [path, marked, words] = make(draw);
      yield { syntax: "document", path, marked, words };
    }
    for (const make of free) {
      const value = make(draw);
      yield round % 2 === 0
        ? wrapped(unnamed, draw.below(1000), value)
        : wrapped(named, draw.below(1000), draw.pick(neutral), value);
    }
    for (const make of values) {
      yield wrapped(named, draw.below(1000), draw.pick(names), make(draw));
    }
  }
}

function* positives(seed) {
  const table = rowsOfTable();
  const all = [...aws, ...keys, ...databasesRows, ...platformsRows, ...servicesRows, ...network];
  for (const [n, entry] of all.entries()) {
    const draw = new Draw(1000 + n + 1000 * seed);
    const { name, group } =
      entry.row === 0 ? { name: "thing-name", group: entry.group } : table.get(entry.row);
    const makers = [entry.docs, entry.free, entry.named].reduce(
      (sum, l) => sum + (l?.length ?? 0),
      0,
    );
    const count = Math.max(entry.items ?? usual, makers + (entry.free?.length ?? 0));
    const source = makersOf(entry, draw);
    for (let i = 0; i < count; i++) {
      const { marked, ...item } = source.next().value;
      const id = `${entry.row} ${name} #${i + 1}`;
      yield { ...item, id, row: entry.row, name, group, ...unmark(marked) };
    }
  }
}

function* misses(seed) {
  let n = 0;
  for (const { text, group, ...item } of negatives(seed)) {
    n++;
    if (!item.why) throw new Error(`no reason why ${text} stays`);
    yield { ...item, group, id: `kept ${group} #${n}: ${item.why}`, ...unmark(text) };
  }
}

/** The same for the same seed; every seed has the same rows, with other values in other places. */
export function labelledSet(seed = 0) {
  return { positives: [...positives(seed)], negatives: [...misses(seed)] };
}
