// The order of functions. Whoever sends the module compresses it with a memory of 32 kB, less than
// a tenth of the code: what is alike stands close together, then it is found there.
import { bodyBytes, ops } from "./code.mjs";

/** How far behind something may stand to be found; some of it goes to what functions hold twice. */
const REACH = 28_000;
/** Bytes that are alike together: fewer are hardly worth naming. */
const PIECE = 6;
/** Pieces that many hold say nothing of who is alike, and finding all who hold them takes long. */
const MOST_HOLDERS = 400;
/** Long functions share more with everybody; how much of that counts was found by trying. Roots
 *  are the same on every machine. */
const weightOfLength = (length) => Math.sqrt(length * Math.sqrt(length));

function piecesOf(bytes) {
  const pieces = new Set();
  for (let at = 0; at + PIECE <= bytes.length; at++) {
    let hash = 0;
    for (let i = 0; i < PIECE; i++) hash = (Math.imul(hash ^ bytes[at + i], 0x01000193) + i) | 0;
    pieces.add(hash);
  }
  return pieces;
}

/** What is within reach, and how much of every function is there already. */
class Window {
  #pieces;
  #holders = new Map();
  #near = new Map();
  #functions = [];
  #length = 0;

  constructor(bodies) {
    this.bodies = bodies;
    this.shared = new Float64Array(bodies.length);
    this.#pieces = bodies.map(piecesOf);
    this.#pieces.forEach((pieces, i) => {
      for (const piece of pieces) {
        const holders = this.#holders.get(piece);
        if (holders) holders.push(i);
        else this.#holders.set(piece, [i]);
      }
    });
  }

  add(index) {
    this.#functions.push(index);
    this.#length += this.bodies[index].length;
    this.#count(index, 1);
    while (this.#length > REACH && this.#functions.length > 1) {
      const left = this.#functions.shift();
      this.#length -= this.bodies[left].length;
      this.#count(left, -1);
    }
  }

  /** A piece counts once, from when it comes to when the last of it goes; rare ones count more. */
  #count(index, change) {
    for (const piece of this.#pieces[index]) {
      const holders = this.#holders.get(piece);
      if (holders.length < 2 || holders.length > MOST_HOLDERS) continue;
      const before = this.#near.get(piece) ?? 0;
      this.#near.set(piece, before + change);
      if (Math.min(before, before + change) > 0) continue;
      for (const holder of holders) this.shared[holder] += change / Math.sqrt(holders.length);
    }
  }
}

/** One function after the other, always the one of which most is within reach. */
function chain(bodies) {
  const window = new Window(bodies);
  const left = new Set(bodies.keys());
  const found = [];
  let next = 0;
  while (left.size > 0) {
    left.delete(next);
    found.push(next);
    window.add(next);
    let most = -1;
    for (const index of left) {
      const share = window.shared[index] / weightOfLength(bodies[index].length);
      if (share > most) [most, next] = [share, index];
    }
  }
  return found;
}

/** Puts functions in order; returns what the number of each becomes. */
export function orderFunctions(program) {
  const { functions } = program;
  const order = chain(functions.map(bodyBytes));
  const numbers = new Map(order.map((before, now) => [before, now]));
  for (const { code } of functions) {
    for (const { op, operands } of code) {
      if (op === ops.call) operands[0] = numbers.get(operands[0]);
    }
  }
  program.functions = order.map((before) => functions[before]);
  return numbers;
}
