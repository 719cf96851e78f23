// pack_module.mjs LINKED.wasm OUT.wasm: the module as it travels, its constant data packed. It
// unpacks that itself when it is instantiated (wasm/unpack.c says why and how). Anything unexpected
// is an error.
import { readFileSync, writeFileSync } from "node:fs";
import { Reader, joined, list, number, readSections, section, signedNumber, writeSections }
  from "./module/format.mjs";
import { packBytes } from "./module/pack.mjs";

const [from, to] = process.argv.slice(2);
if (!to) throw new Error("usage: node tools/pack_module.mjs LINKED.wasm OUT.wasm");

// What the linker exports for this tool alone, and where the packed bytes are to stand.
const UNPACK = "rolecall_wasm_unpack";
const PACKED_AT = "__data_end";
const FUNCTION_KIND = 0;

const I32_CONST = 0x41;
const END = 0x0b;

function fail(what) {
  throw new Error(`${from}: ${what}`);
}

// --- Exports ----------------------------------------------------------------------------------

function readExports(body) {
  return new Reader(body).list((reader) => {
    const name = Buffer.from(reader.take(reader.number())).toString();
    return { name, kind: reader.byte(), index: reader.number() };
  });
}

function writeExports(exports) {
  return list(exports.map(({ name, kind, index }) =>
    joined([number(name.length), Buffer.from(name), [kind], number(index)])));
}

// --- Data --------------------------------------------------------------------------------------

/** The one segment of data: where it stands and what it is. */
function readData(body) {
  const reader = new Reader(body);
  const isOne = reader.number() === 1 && reader.number() === 0 && reader.byte() === I32_CONST;
  const at = reader.number();
  if (!isOne || reader.byte() !== END) fail("not one segment of data in a fixed place");
  return { at, bytes: reader.take(reader.number()) };
}

const u32 = (value) => [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);

function writeData({ at, bytes }, packedAt) {
  const packed = joined([u32(at), u32(bytes.length), packBytes(bytes)]);
  const place = [0, I32_CONST, ...signedNumber(packedAt), END];
  return list([joined([place, number(packed.length), packed])]);
}

/** What unpacks is called by whoever instantiates the module, and not by name. */
function startWithUnpacking(sections) {
  const exports = readExports(sections.get(section.export));
  const unpack = exports.find(({ name, kind }) => name === UNPACK && kind === FUNCTION_KIND);
  const kept = exports.filter(({ name }) => name !== UNPACK && name !== PACKED_AT);
  sections.set(section.export, writeExports(kept));
  sections.set(section.start, number(unpack.index));
}

/** That it unpacks itself to what the linker put there. */
async function check(packed, { at, bytes }) {
  const { instance } = await WebAssembly.instantiate(packed);
  const found = Buffer.from(instance.exports.memory.buffer, at, bytes.length);
  if (Buffer.compare(found, bytes) !== 0) fail("unpacks to something else");
}

const linked = readFileSync(from);
const sections = readSections(linked);
const data = readData(sections.get(section.data));
const { instance } = await WebAssembly.instantiate(linked);
sections.set(section.data, writeData(data, instance.exports[PACKED_AT].value));
startWithUnpacking(sections);
const packed = writeSections(sections);
await check(packed, data);
writeFileSync(to, packed);
