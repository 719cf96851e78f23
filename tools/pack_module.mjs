// pack_module.mjs LINKED.wasm OUT.wasm: the module with its constant data packed, which it unpacks
// itself when it is instantiated: wasm/unpack.c says why and how. Anything unexpected is an error.
import { readFileSync, writeFileSync } from "node:fs";
import { packBytes } from "./pack_bytes.mjs";

const [from, to] = process.argv.slice(2);
if (!to) throw new Error("usage: node tools/pack_module.mjs LINKED.wasm OUT.wasm");

// Of the binary format of WebAssembly.
const HEAD = 8;
const CUSTOM = 0;
const EXPORT = 7;
const START = 8;
const DATA = 11;
const DATA_COUNT = 12;
const FUNCTION_KIND = 0;
const GLOBAL_KIND = 3;
const order = [1, 2, 3, 4, 5, 6, EXPORT, START, 9, DATA_COUNT, 10, DATA];

// What wasm/unpack.c exports for this tool alone, and where the packed bytes are to stand.
const UNPACK = "rolecall_wasm_unpack";
const PACKED_AT = "__data_end";

function fail(what) {
  throw new Error(`${from}: ${what}`);
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get isAtEnd() {
    return this.at === this.bytes.length;
  }

  byte() {
    return this.bytes[this.at++];
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  take(count) {
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  name() {
    return Buffer.from(this.take(this.number())).toString();
  }
}

function number(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return [...bytes, value];
}

/** As `i32.const` takes it, which knows of signs. */
function signed(value) {
  const bytes = number(value);
  if (bytes.at(-1) & 64) bytes.push(bytes.pop() | 128, 0);
  return bytes;
}

function readSections(bytes) {
  const reader = new Reader(bytes);
  reader.take(HEAD);
  const sections = new Map();
  while (!reader.isAtEnd) {
    const id = reader.byte();
    const body = reader.take(reader.number());
    if (id !== CUSTOM) sections.set(id, body);
  }
  return sections;
}

function writeSections(sections) {
  const parts = [...sections.keys()]
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((id) => [id, ...number(sections.get(id).length), ...sections.get(id)]);
  return Uint8Array.from([...readFileSync(from).subarray(0, HEAD), ...parts.flat()]);
}

function readExports(body) {
  const reader = new Reader(body);
  return Array.from({ length: reader.number() }, () => {
    const first = reader.at;
    const name = reader.name();
    const kind = reader.byte();
    const index = reader.number();
    return { name, kind, index, bytes: body.subarray(first, reader.at) };
  });
}

/** The one segment of data: where it stands and what it is. */
function readData(body) {
  const reader = new Reader(body);
  if (reader.number() !== 1 || reader.number() !== 0) fail("not one segment of data, in its place");
  if (reader.byte() !== 0x41) fail("the place of the data is no constant");
  const at = reader.number();
  if (reader.byte() !== 0x0b) fail("the place of the data is no constant");
  return { at, bytes: reader.take(reader.number()) };
}

const u32 = (value) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);

/** The data without the zeros at its end, which the memory holds anyhow. */
function withoutEnd(bytes) {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

function packData({ at, bytes }, packedAt) {
  const kept = withoutEnd(bytes);
  const packed = [...u32(at), ...u32(kept.length), ...packBytes(kept)];
  return [1, 0, 0x41, ...signed(packedAt), 0x0b, ...number(packed.length), ...packed];
}

async function packModule(linked) {
  const sections = readSections(linked);
  const data = readData(sections.get(DATA));
  const { instance } = await WebAssembly.instantiate(linked);
  const packedAt = instance.exports[PACKED_AT].value;
  const exports = readExports(sections.get(EXPORT));
  const unpack = exports.find(({ name, kind }) => name === UNPACK && kind === FUNCTION_KIND);
  const kept = exports.filter(({ name, kind }) => name !== UNPACK && kind !== GLOBAL_KIND);
  sections.set(EXPORT, [...number(kept.length), ...kept.flatMap(({ bytes }) => [...bytes])]);
  sections.set(START, number(unpack.index));
  sections.set(DATA, packData(data, packedAt));
  return { packed: writeSections(sections), data };
}

/** That it unpacks itself to what the linker put there. */
async function check(packed, { at, bytes }) {
  const { instance } = await WebAssembly.instantiate(packed);
  const found = Buffer.from(instance.exports.memory.buffer, at, bytes.length);
  if (Buffer.compare(found, bytes) !== 0) fail("unpacks to something else");
}

const { packed, data } = await packModule(readFileSync(from));
await check(packed, data);
writeFileSync(to, packed);
