// The functions of a module as instructions. What clang does not write is an error here.
import { Reader, joined, list, number, section } from "./format.mjs";

export const ops = {
  unreachable: 0x00,
  nop: 0x01,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  drop: 0x1a,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  firstLoad: 0x28,
  firstStore: 0x36,
  lastStore: 0x3e,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  firstNumeric: 0x45,
  i32Add: 0x6a,
  lastNumeric: 0xc4,
  prefixed: 0xfc,
};
// Behind `prefixed`.
const isConversion = (kind) => kind < 8;
const memoryCopy = 10;
const memoryFill = 11;

/** The type of a block that leaves no value. */
export const NO_VALUE = 0x40;

export const isLocal = ({ op }) => op >= ops.localGet && op <= ops.localTee;
export const isLoad = ({ op }) => op >= ops.firstLoad && op < ops.firstStore;
export const isStore = ({ op }) => op >= ops.firstStore && op <= ops.lastStore;
const isNumeric = ({ op }) => op >= ops.firstNumeric && op <= ops.lastNumeric;

// How many numbers follow an instruction.
const operandCounts = new Map([
  ...[ops.unreachable, ops.nop, ops.else, ops.end, ops.return].map((op) => [op, 0]),
  ...[ops.drop, ops.select].map((op) => [op, 0]),
  ...[ops.block, ops.loop, ops.if, ops.br, ops.brIf, ops.call].map((op) => [op, 1]),
  ...[ops.localGet, ops.localSet, ops.localTee, ops.globalGet, ops.globalSet].map((op) => [op, 1]),
  ...[ops.memorySize, ops.memoryGrow, ops.i32Const, ops.i64Const].map((op) => [op, 1]),
  [ops.callIndirect, 2],
]);

function countOperands(instruction) {
  if (isLoad(instruction) || isStore(instruction)) return 2;
  if (isNumeric(instruction)) return 0;
  const { op } = instruction;
  return operandCounts.get(op) ?? fail(op);
}

function fail(op) {
  throw new Error(`unknown instruction 0x${op.toString(16)}`);
}

function readPrefixed(reader) {
  const kind = reader.number();
  if (kind === memoryCopy) return [kind, ...reader.take(2)];
  if (kind === memoryFill) return [kind, ...reader.take(1)];
  return isConversion(kind) ? [kind] : fail(kind);
}

function readOperands(op, reader) {
  if (op === ops.brTable) return [...reader.list((from) => from.number()), reader.number()];
  if (op === ops.f32Const) return [...reader.take(4)];
  if (op === ops.f64Const) return [...reader.take(8)];
  if (op === ops.prefixed) return readPrefixed(reader);
  return Array.from({ length: countOperands({ op }) }, () => reader.number());
}

// What a tool may change the operands of; the others stay the bytes that they are.
const mayChange = (one) => one.op === ops.call || isLocal(one) || isLoad(one) || isStore(one);

function readInstruction(reader) {
  const from = reader.at;
  const op = reader.byte();
  const read = { op, operands: readOperands(op, reader) };
  return mayChange(read) ? read : { ...read, bytes: reader.bytes.subarray(from, reader.at) };
}

function readFunction(reader) {
  const body = new Reader(reader.take(reader.number()));
  const runs = body.list((from) => ({ count: from.number(), type: from.byte() }));
  const locals = runs.flatMap(({ count, type }) => new Array(count).fill(type));
  const code = [];
  while (!body.isAtEnd) code.push(readInstruction(body));
  return { locals, code };
}

/** { types: [{ takes, gives }], functions: [{ type, locals, code }] }. What types take and give are
 *  types of values, so are the locals behind what a function takes; code is [{ op, operands }]. */
export function readProgram(sections) {
  const types = new Reader(sections.get(section.type)).list((from) => {
    from.byte();
    return { takes: from.take(from.number()), gives: from.take(from.number()) };
  });
  const own = new Reader(sections.get(section.function)).list((from) => from.number());
  const bodies = new Reader(sections.get(section.code)).list(readFunction);
  return { types, functions: bodies.map((body, i) => ({ type: own[i], ...body })) };
}

const instructionBytes = ({ op, operands, bytes }) => bytes ?? [op, ...operands.flatMap(number)];

/** What stands in the code section, without its length. */
export function bodyBytes({ locals, code }) {
  const runs = [];
  for (const type of locals) {
    if (runs.at(-1)?.type === type) runs.at(-1).count++;
    else runs.push({ count: 1, type });
  }
  const head = list(runs.map(({ count, type }) => [...number(count), type]));
  return joined([head, ...code.map(instructionBytes)]);
}

export function writeProgram(sections, { functions }) {
  const bodies = functions.map(bodyBytes);
  sections.set(section.function, list(functions.map(({ type }) => number(type))));
  sections.set(section.code, list(bodies.map((body) => joined([number(body.length), body]))));
}

// --- Values on the stack -----------------------------------------------------------------------

const within = (...ranges) => (op) => ranges.some(([first, last]) => first <= op && op <= last);
const isUnary = within([0x45, 0x45], [0x50, 0x50], [0x67, 0x69], [0x79, 0x7b], [0x8b, 0x91],
  [0x99, 0x9f], [0xa7, ops.lastNumeric]);
const taken = (takes, gives) => ({ takes, gives });
const valueCounts = new Map([
  ...[ops.localSet, ops.globalSet, ops.drop, ops.brIf, ops.if].map((op) => [op, taken(1, 0)]),
  ...[ops.localGet, ops.globalGet, ops.memorySize].map((op) => [op, taken(0, 1)]),
  ...[ops.i32Const, ops.i64Const, ops.f32Const, ops.f64Const].map((op) => [op, taken(0, 1)]),
  ...[ops.localTee, ops.memoryGrow].map((op) => [op, taken(1, 1)]),
  [ops.select, taken(3, 1)],
]);

/** How many values an instruction takes from the stack and how many it leaves there. Behind those
 *  that go elsewhere, nothing counts until their block ends. */
export function countValues(instruction, { types, functions }) {
  const { op, operands } = instruction;
  const ofType = ({ takes, gives }, more) => taken(takes.length + more, gives.length);
  if (op === ops.call) return ofType(types[functions[operands[0]].type], 0);
  if (op === ops.callIndirect) return ofType(types[operands[0]], 1);
  if (op === ops.prefixed) return isConversion(operands[0]) ? taken(1, 1) : taken(3, 0);
  if (isLoad(instruction)) return taken(1, 1);
  if (isStore(instruction)) return taken(2, 0);
  if (isNumeric(instruction)) return taken(isUnary(op) ? 1 : 2, 1);
  return valueCounts.get(op) ?? taken(0, 0);
}
