// data/catalogue/*.txt -> the bytes that src/aws/catalogue.c reads; src/aws/catalogue_parts.h tells
// how they are laid out.
import { byName, FOLDER, LEVELS, readCatalogue, TYPES } from "./common_catalogue.mjs";
import { fail } from "./common_blocks.mjs";

const BLOCK = 8;
const MULTIVALUED = 8;
const GLOBAL = 16;
const OPEN = 32;
const REQUIRED = 1;
const WITH_KEYS = 2;

// --- Bytes -------------------------------------------------------------------------------------

class Bytes {
  list = [];
  get size() {
    return this.list.length;
  }
  u8(...values) {
    this.list.push(...values);
  }
  u16(...values) {
    for (const value of values) {
      if (!(value >= 0 && value <= 0xffff)) fail(`${FOLDER}:1`, `beyond 16 bits: ${value}`);
      this.list.push(value & 0xff, value >> 8);
    }
  }
  u32(value) {
    this.u16(value & 0xffff, Math.floor(value / 0x10000));
  }
  text(text) {
    this.list.push(...Buffer.from(text, "latin1"));
  }
}

/** Names are found by the upper eight bits of their FNV-1a hash in lower case. */
function fingerprint(name) {
  const step = (hash, byte) => Math.imul(hash ^ byte, 16777619);
  return Buffer.from(name.toLowerCase()).reduce(step, 2166136261) >>> 24;
}

// Sets that many share are held once; a set is known by its offset, counted in 16 bits.
class Sets {
  bytes = new Bytes();
  offsets = new Map();
  add(...values) {
    const key = values.join();
    if (!this.offsets.has(key)) {
      this.offsets.set(key, this.bytes.size / 2);
      this.bytes.u16(...values);
    }
    return this.offsets.get(key);
  }
}

// --- Texts: names are made of few words --------------------------------------------------------

const PHRASE = String.raw`arn:\$\{Partition\}:|:\$\{Region\}:\$\{Account\}:`;
const WORD = new RegExp(`${PHRASE}|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^A-Za-z0-9]+`, "g");
const wordsOf = (text) => text.match(WORD) ?? [];

// The commonest words have codes of one byte, the others of two.
class Words {
  constructor(texts) {
    const counts = new Map();
    for (const word of texts.flatMap(wordsOf)) counts.set(word, (counts.get(word) ?? 0) + 1);
    this.words = [...counts.keys()].sort(
      (a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1),
    );
    this.nShort = 256;
    while (this.nShort + (256 - this.nShort) * 256 < this.words.length) this.nShort--;
    this.index = new Map(this.words.map((word, i) => [word, i]));
  }
  codes(word) {
    const index = this.index.get(word);
    if (index < this.nShort) return [index];
    const long = index - this.nShort;
    return [this.nShort + (long >> 8), long & 0xff];
  }
  /** A text: the number of its code bytes and these. */
  write(bytes, text) {
    const codes = wordsOf(text).flatMap((word) => this.codes(word));
    if (codes.length > 255) fail(`${FOLDER}:1`, `too long: ${text}`);
    bytes.u8(codes.length, ...codes);
  }
  parts() {
    const offsets = new Bytes();
    const pool = new Bytes();
    for (const word of this.words) {
      offsets.u16(pool.size);
      pool.text(word);
    }
    offsets.u16(pool.size);
    return [offsets, pool];
  }
}

// --- Condition keys ----------------------------------------------------------------------------

const typeOf = (key) => TYPES.indexOf(key.type) + (key.list ? MULTIVALUED : 0);
const identity = (key) => `${key.name.toLowerCase()} ${typeOf(key)}`;

// A key that services give different types is there once for each; first the global one, then that
// of the service whose prefix it bears.
function collectKeys({ services, globals }) {
  const found = new Map();
  const add = (key, rank) => {
    const known = found.get(identity(key));
    if (known) known.rank = Math.min(known.rank, rank);
    else found.set(identity(key), { ...key, rank });
  };
  for (const key of globals) add(key, 0);
  for (const { prefix, keys } of services) {
    for (const key of keys) add(key, key.name.startsWith(`${prefix}:`) ? 1 : 2);
  }
  const all = [...found.values()];
  all.sort((a, b) => byName(a, b) || a.rank - b.rank || typeOf(a) - typeOf(b));
  return { all, ids: new Map(all.map((key, id) => [identity(key), id])) };
}

function keyParts({ all }, words) {
  const [records, texts, prints, open] = [new Bytes(), new Bytes(), new Bytes(), new Bytes()];
  all.forEach((key, id) => {
    const isOpen = key.name.includes("*");
    if (isOpen) {
      const start = key.name.slice(0, key.name.indexOf("*"));
      open.u16(id);
      open.u8(start.length, fingerprint(start));
    }
    const flags = (key.rank === 0 ? GLOBAL : 0) + (isOpen ? OPEN : 0);
    records.u16(texts.size, typeOf(key) + flags);
    words.write(texts, key.name);
    prints.u8(fingerprint(key.name));
  });
  return [records, texts, prints, open];
}

/** A function from names, as a service means them, to the offset of their set. */
function keySetsOf(service, keys, sets) {
  const entry = (key) => [key.name.toLowerCase(), keys.ids.get(identity(key))];
  const own = new Map(service.keys.map(entry));
  return (names, at) => {
    const ids = names.map((name) => own.get(name.toLowerCase()) ?? fail(at, `no key ${name}`));
    const distinct = [...new Set(ids)].sort((a, b) => a - b);
    return sets.add(distinct.length, ...distinct);
  };
}

// --- Services ----------------------------------------------------------------------------------

class Encoder {
  constructor(catalogue) {
    this.keys = collectKeys(catalogue);
    this.words = new Words(textsOf(catalogue, this.keys));
    this.keySets = new Sets();
    this.linkSets = new Sets();
    this.shapeIds = new Map();
    for (const part of [
      ...["services", "prefixes", "titles", "servicePrints", "blocks", "names", "namePrints"],
      ...["actions", "shapes", "types", "typeTexts"],
    ]) {
      this[part] = new Bytes();
    }
    this.nTypes = 0;
  }

  type(type, keySet) {
    this.types.u16(this.typeTexts.size, keySet(type.keys, type.at), type.arns.length);
    for (const text of [type.name, ...type.arns]) this.words.write(this.typeTexts, text);
    this.nTypes++;
  }

  links(action, types, keySet) {
    const links = action.links.map(({ type, required, keys, at }) => {
      const id = types.get(type.toLowerCase()) ?? fail(at, `no type ${type}`);
      const flags = (required ? REQUIRED : 0) + (keys.length > 0 ? WITH_KEYS : 0);
      return [id * 4 + flags, ...(keys.length > 0 ? [keySet(keys, at)] : [])];
    });
    return this.linkSets.add(links.length, ...links.flat());
  }

  // What an action is besides its name; many of a service are alike.
  shape(action, types, keySet) {
    const sets = [keySet(action.keys, action.at), this.links(action, types, keySet)];
    const key = `${action.level} ${sets}`;
    if (!this.shapeIds.has(key)) {
      this.shapeIds.set(key, this.shapeIds.size);
      this.shapes.u8(LEVELS.indexOf(action.level));
      this.shapes.u16(...sets);
    }
    return this.shapeIds.get(key);
  }

  record(prefix, keys, flags) {
    this.services.u16(this.prefixes.size, this.actions.size / 2, this.blocks.size / 2, this.nTypes);
    this.services.u16(keys, this.titles.size, flags);
    this.services.u32(this.names.size);
    this.prefixes.text(prefix);
  }

  service(service) {
    const keySet = keySetsOf(service, this.keys, this.keySets);
    const names = service.keys.map(({ name }) => name);
    this.record(service.prefix, keySet(names), service.underResourceControl ? 1 : 0);
    this.words.write(this.titles, service.title);
    this.servicePrints.u8(fingerprint(service.prefix));
    const types = new Map();
    for (const type of service.types) {
      types.set(type.name.toLowerCase(), this.nTypes);
      this.type(type, keySet);
    }
    const start = this.names.size;
    [...service.actions].sort(byName).forEach((action, i) => {
      if (i % BLOCK === 0) this.blocks.u16(this.names.size - start);
      this.words.write(this.names, action.name);
      this.namePrints.u8(fingerprint(action.name));
      this.actions.u16(this.shape(action, types, keySet));
    });
  }

  globals(all) {
    const ids = all.map((key) => this.keys.ids.get(identity(key))).sort((a, b) => a - b);
    return this.keySets.add(ids.length, ...ids);
  }
}

function textsOf({ services }, keys) {
  return [
    ...services.flatMap((s) => [
      s.title,
      ...s.actions.map(({ name }) => name),
      ...s.types.flatMap(({ name, arns }) => [name, ...arns]),
    ]),
    ...keys.all.map(({ name }) => name),
  ];
}

// --- The whole ---------------------------------------------------------------------------------

function join(parts) {
  const header = new Bytes();
  const size = parts.reduce((sum, part) => sum + part.size, 12 + 8 * parts.length);
  header.text("rolecat1");
  header.u32(size);
  let at = 12 + 8 * parts.length;
  for (const part of parts) {
    header.u32(at);
    header.u32(part.size);
    at += part.size;
  }
  return Uint8Array.from([header, ...parts].flatMap(({ list }) => list));
}

/** The catalogue as the bytes that rc_catalogue_open takes. */
export function encode(root) {
  const catalogue = readCatalogue(root);
  const e = new Encoder(catalogue);
  for (const service of catalogue.services) e.service(service);
  e.record("", 0, 0);
  const about = new Bytes();
  about.u16(e.words.nShort, e.globals(catalogue.globals));
  about.text(`${catalogue.updated} ${catalogue.version}`);
  const keys = keyParts(e.keys, e.words);
  const services = [e.services, e.prefixes, e.titles, e.servicePrints];
  const names = [e.blocks, e.names, e.namePrints];
  const actions = [e.actions, e.shapes, e.linkSets.bytes, e.keySets.bytes];
  const types = [e.types, e.typeTexts];
  const words = e.words.parts();
  return join([about, ...words, ...services, ...names, ...actions, ...types, ...keys]);
}

function generate(root) {
  const bytes = encode(root);
  const lines = [];
  for (let i = 0; i < bytes.length; i += 24) lines.push(`    ${bytes.slice(i, i + 24).join(",")},`);
  return (
    `#include "aws/catalogue_parts.h"\n\n` +
    `const unsigned char rc_catalogue_bytes[] = {\n${lines.join("\n")}\n};\n` +
    `const size_t rc_n_catalogue_bytes = sizeof rc_catalogue_bytes;\n` +
    `static_assert(sizeof rc_catalogue_bytes <= RC_CATALOGUE_MOST_BYTES, "too large to carry");\n`
  );
}

export default { inputs: [`${FOLDER}/*.txt`], output: "catalogue_bytes.c", generate };
