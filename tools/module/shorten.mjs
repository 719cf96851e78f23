// What the compiler leaves that could be said in fewer bytes, or in bytes that pack better.
import { NO_VALUE, countValues, isLoad, isLocal, isStore, ops } from "./code.mjs";

// The linker puts nothing below: what ends up there is never an address.
const FIRST_ADDRESS = 1024;

// --- Offsets -----------------------------------------------------------------------------------

/** For every load and store, the instruction that has left the address on the stack, or none. */
function findAddresses({ code }, program) {
  const made = [];
  const blocks = [];
  const found = new Map();
  code.forEach((instruction, at) => {
    const { op, operands } = instruction;
    const bottom = blocks.at(-1)?.bottom ?? 0;
    const { takes, gives } = countValues(instruction, program);
    const first = made.length - takes;
    if (isLoad(instruction) || isStore(instruction)) {
      if (first >= bottom) found.set(at, made[first]);
    }
    made.length = Math.max(first, bottom);
    if ([ops.block, ops.loop, ops.if].includes(op)) {
      blocks.push({ bottom: made.length, type: operands[0] });
    } else if (op === ops.else) {
      made.length = bottom;
    } else if (op === ops.end && blocks.length > 0) {
      made.length = bottom;
      if (blocks.pop().type !== NO_VALUE) made.push(null);
    }
    for (let i = 0; i < gives; i++) made.push(at);
  });
  return found;
}

/** The constant from 0, or null. */
function constantOf(instruction) {
  const isNegative = instruction.op !== ops.i32Const || instruction.bytes.at(-1) & 64;
  return isNegative ? null : instruction.operands[0];
}

/** `address + constant` as the offset of the load or store. The compiler does so where it knows
 *  that the sum does not wrap; here one that wraps would be below FIRST_ADDRESS. */
function foldOffsets(one, program) {
  const gone = new Set();
  for (const [at, sum] of findAddresses(one, program)) {
    if (sum === null || one.code[sum].op !== ops.i32Add) continue;
    const constant = constantOf(one.code[sum - 1]);
    const { operands } = one.code[at];
    if (constant === null || constant + operands[1] > FIRST_ADDRESS) continue;
    operands[1] += constant;
    gone.add(sum).add(sum - 1);
  }
  one.code = one.code.filter((_, at) => !gone.has(at));
}

// --- Alignments --------------------------------------------------------------------------------

/** Says of nothing that it is aligned: a hint that no engine needs, and which the compiler gives or
 *  not by how it came to know the address. */
function levelAlignments({ code }) {
  for (const one of code) if (isLoad(one) || isStore(one)) one.operands[0] = 0;
}

// --- Locals ------------------------------------------------------------------------------------

/** Numbers locals by how often they are used, within their types: so that functions that do alike
 *  name alike. Those that nothing uses go. */
function orderLocals(one, { types }) {
  const first = types[one.type].takes.length;
  const uses = new Map();
  for (const { operands } of one.code.filter(isLocal)) {
    uses.set(operands[0], (uses.get(operands[0]) ?? 0) + 1);
  }
  const kept = one.locals
    .map((type, i) => ({ type, number: first + i, uses: uses.get(first + i) ?? 0 }))
    .filter((local) => local.uses > 0)
    .sort((a, b) => b.type - a.type || b.uses - a.uses || a.number - b.number);
  const numbers = new Map(kept.map(({ number }, i) => [number, first + i]));
  for (const { operands } of one.code.filter(isLocal)) {
    operands[0] = numbers.get(operands[0]) ?? operands[0];
  }
  one.locals = kept.map(({ type }) => type);
}

export function shorten(program) {
  for (const one of program.functions) {
    foldOffsets(one, program);
    levelAlignments(one);
    orderLocals(one, program);
  }
}
