// pack_scanner.mjs SCANNER.c OUT.c: what re2c wrote, with its automata as rows of bytes that
// src/redact/automaton.c walks, instead of code. Slower and several times smaller, which is what
// the WebAssembly module wants. What rules do stays as it stands; anything unknown is an error.
import { readFileSync, writeFileSync } from "node:fs";

// As in automaton.h.
const firstRow = 256;
const nextRow = 0;
const chain = 255;

const [from, to] = process.argv.slice(2);

function fail(what) {
  throw new Error(`${from}: ${what}`);
}

// --- Reading what re2c wrote -------------------------------------------------------------------

const peek = String.raw`yych = (?:YYPEEK\(\)|\(at < end \? \(unsigned char\)\*at : 0\));`;
const skip = String.raw`(?:\+\+at;|YYSKIP\(\);)`;
const backup = String.raw`(?:mark = at;|YYBACKUP\(\);)`;
const taken = String.raw`(?:yyaccept = (\d+);)?(${skip})?(${backup})?${peek}`;
const choice = String.raw`switch \(yych\) \{(.*)\}`;
const state = new RegExp(`^${taken}${choice}$`);
const halves = { first: new RegExp(`^${taken}$`), second: new RegExp(`^${choice}$`) };
const transition = /case ('(?:\\.|[^\\])'|0x[0-9A-F]{2}):(?:goto (yy\d+);)?|default:goto (yy\d+);/y;
const escapes = { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7, b: 8, 0: 0 };

function byteOf(literal) {
  if (literal.startsWith("0x")) return parseInt(literal, 16);
  if (literal[1] !== "\\") return literal.charCodeAt(1);
  return escapes[literal[2]] ?? literal.charCodeAt(2);
}

/** Ranges of bytes and where they lead, in the order of bytes; and where the others do. */
function readCases(text) {
  const ranges = [];
  let pending = [];
  let other = null;
  transition.lastIndex = 0;
  while (transition.lastIndex < text.length) {
    const found = transition.exec(text) ?? fail(`cannot read the cases ${text}`);
    const [, literal, target, rest] = found;
    other = rest ?? other;
    if (literal !== undefined) pending.push(byteOf(literal));
    if (target === undefined) continue;
    for (const byte of pending) ranges.push({ from: byte, to: byte, target });
    pending = [];
  }
  if (other === null || pending.length > 0) fail(`a state without a default: ${text}`);
  return { ranges: joined(ranges), other };
}

function joined(ranges) {
  const result = [];
  for (const range of ranges.sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && last.to + 1 === range.from && last.target === range.target) last.to = range.to;
    else result.push({ ...range });
  }
  return result;
}

const textOf = (part) =>
  part.lines.map((line) => line.trim()).join("").replaceAll(/: goto/g, ":goto");

/** A state that only reads on, or null: then its lines are what a rule does. */
function readState(label, text) {
  const found = state.exec(text);
  if (!found) {
    if (/\byych\b/.test(text)) fail(`cannot read the state ${label}: ${text}`);
    return null;
  }
  const [, accept, skips, marks, cases] = found;
  if ((skips === undefined) !== (label === "")) fail(`${label} does not begin as states do`);
  if (accept !== undefined && marks === undefined) fail(`${label} accepts without a mark`);
  return { label, mark: marks ? Number(accept ?? 0) + 1 : 0, ...readCases(cases) };
}

/** States and what rules do. `chosen`: states by the label of their choice alone, which others go
 *  to with the byte that they have looked at. */
function readParts(parts) {
  const found = { states: new Map(), actions: [], chosen: new Map() };
  for (let i = 0; i < parts.length; i++) {
    const { label } = parts[i];
    let text = textOf(parts[i]);
    const second = i + 1 < parts.length ? textOf(parts[i + 1]) : "";
    const isSplit = halves.first.test(text) && halves.second.test(second);
    if (isSplit) text += second;
    const read = readState(label, text);
    if (read) found.states.set(label, read);
    else found.actions.push(parts[i]);
    if (isSplit) found.chosen.set(parts[++i].label, read);
  }
  return found;
}

/** Puts the choices themselves where states go to those of others. */
function settle({ states, chosen }) {
  const targetOf = (here, byte) => {
    const range = here.ranges.find(({ from, to }) => from <= byte && byte <= to);
    const target = range?.target ?? here.other;
    return chosen.has(target) ? targetOf(chosen.get(target), byte) : target;
  };
  const otherOf = (here) => (chosen.has(here.other) ? otherOf(chosen.get(here.other)) : here.other);
  const settled = new Map();
  for (const [label, here] of states) {
    const other = otherOf(here);
    const singles = Array.from({ length: 256 }, (_, byte) => targetOf(here, byte))
      .map((target, byte) => ({ from: byte, to: byte, target }))
      .filter(({ target }) => target !== other);
    settled.set(label, { ...here, ranges: joined(singles), other });
  }
  return settled;
}

// --- Rows --------------------------------------------------------------------------------------

/** One state after the other, each before what it alone leads to. */
function ordered(states) {
  const order = [];
  const seen = new Set();
  const visit = (label) => {
    const here = states.get(label);
    if (here === undefined || seen.has(label)) return;
    seen.add(label);
    order.push(here);
    for (const { target } of [...here.ranges, { target: here.other }]) visit(target);
  };
  visit("");
  if (order.length !== states.size) fail("some states are never reached");
  return order;
}

const isSingle = ({ ranges }) => ranges.length === 1 && ranges[0].from === ranges[0].to;

function countEntries(states) {
  const entries = new Map();
  for (const { ranges, other } of states.values()) {
    for (const { target } of [...ranges, { target: other }]) {
      entries.set(target, (entries.get(target) ?? 0) + 1);
    }
  }
  return entries;
}

/** States that follow each other by one byte each and fail alike are one row. */
function gatherRows(states) {
  const entries = countEntries(states);
  const rows = [];
  for (const here of ordered(states)) {
    const last = rows.at(-1)?.states;
    const before = last?.at(-1);
    const continues = before && isSingle(before) && isSingle(here) && here.mark === 0 &&
      before.ranges[0].target === here.label && entries.get(here.label) === 1 &&
      before.other === here.other && last[0].mark === 0 && last[0].label !== "" &&
      last.length < 255;
    if (continues) last.push(here);
    else rows.push({ states: [here] });
  }
  return rows;
}

const sizeOf = ({ states }) =>
  states.length > 1 ? 6 + states.length : 4 + 4 * states[0].ranges.length;

function encode(states, exits) {
  const rows = gatherRows(states);
  const places = new Map();
  let size = 0;
  for (const row of rows) {
    places.set(row.states[0].label, size);
    size += sizeOf(row);
  }
  const bytes = [];
  const put = (target, next) => {
    const place = places.get(target);
    let value = place === next ? nextRow : place + firstRow;
    if (place === undefined) value = exits.get(target) ?? fail(`${target} is nowhere`);
    bytes.push(value & 255, value >> 8);
  };
  for (const row of rows) {
    const [first] = row.states;
    const last = row.states.at(-1);
    const next = bytes.length + sizeOf(row);
    if (row.states.length > 1) {
      bytes.push(chain, row.states.length);
      put(first.other, next);
      put(last.ranges[0].target, next);
      bytes.push(...row.states.map(({ ranges }) => ranges[0].from));
      continue;
    }
    if (first.ranges.length >= chain) fail(`${first.label} has too many ranges`);
    bytes.push(first.ranges.length, first.mark);
    put(first.other, next);
    for (const range of first.ranges) {
      bytes.push(range.from, range.to);
      put(range.target, next);
    }
  }
  if (size !== bytes.length || size + firstRow > 65535) fail("the rows are too many");
  return bytes;
}

// --- Writing -----------------------------------------------------------------------------------

function splitAtLabels(lines) {
  const parts = [{ label: "", lines: [] }];
  for (const line of lines) {
    const label = /^(yy\d+):$/.exec(line)?.[1];
    if (label) parts.push({ label, lines: [] });
    else parts.at(-1).lines.push(line);
  }
  return parts;
}

function tableOf(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 20) lines.push(`    ${bytes.slice(at, at + 20)},`);
  return lines;
}

/** The lines between the braces of one automaton, packed. */
function pack(lines) {
  const accepts = lines.some((line) => line.trim() === "unsigned int yyaccept = 0;");
  const head = accepts ? 2 : 1;
  const parts = readParts(splitAtLabels(lines.slice(head)));
  const states = settle(parts);
  const { actions } = parts;
  const entered = [...countEntries(states).keys()].filter((target) => !states.has(target));
  const exits = new Map(entered.map((target, i) => [target, i + 1]));
  if (exits.size >= firstRow) fail("too many rules");
  const marks = [...states.values()].some(({ mark }) => mark > 0);
  const gone = new Set(actions.flatMap((part) => part.lines.join(" ").match(/goto yy\d+/g) ?? []));
  for (const target of gone) {
    const label = target.slice(5);
    if (states.has(label) || parts.chosen.has(label)) fail(`an action goes to the state ${label}`);
  }
  const named = (label) => exits.has(label) || gone.has(`goto ${label}`);
  return [
    "  static const uint8_t rows[] = {",
    ...tableOf(encode(states, exits)),
    "  };",
    "  rc_automaton_walk walk = rc_automaton_run(rows, at, end);",
    "  at = walk.at;",
    ...(marks ? ["  mark = walk.mark;"] : []),
    ...(accepts ? ["  unsigned yyaccept = walk.accept;"] : []),
    "  switch (walk.exit) {",
    ...[...exits].slice(1).map(([label, number]) => `    case ${number}: goto ${label};`),
    `    default: goto ${[...exits.keys()][0]};`,
    "  }",
    ...actions.flatMap((part) => [...(named(part.label) ? [`${part.label}:`] : []), ...part.lines]),
  ];
}

function braces(line) {
  return line.split("{").length - line.split("}").length;
}

const input = readFileSync(from, "utf8").split("\n");
const output = ['#include "redact/automaton.h"'];
for (let at = 0; at < input.length; at++) {
  output.push(input[at]);
  if (input[at + 1]?.trim() !== "unsigned char yych;") continue;
  let end = at + 1;
  for (let depth = 1; depth > 0 && end < input.length; end++) depth += braces(input[end]);
  output.push(...pack(input.slice(at + 1, end - 1)));
  at = end - 2;
}
writeFileSync(to, output.join("\n"));
