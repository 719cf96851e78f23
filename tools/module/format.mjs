// The binary format of WebAssembly, as far as the tools behind the linker need it.

export const section = {
  export: 7,
  start: 8,
  data: 11,
};
const custom = 0;
const dataCount = 12;
const order = [1, 2, 3, 4, 5, 6, 7, 8, 9, dataCount, 10, 11];
const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

export class Reader {
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

  /** As many as the number in front says. */
  list(read) {
    return Array.from({ length: this.number() }, () => read(this));
  }
}

export function number(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return [...bytes, value];
}

/** A number from 0, as `i32.const` takes it, which knows of signs. */
export function signedNumber(value) {
  const bytes = number(value);
  if (bytes.at(-1) & 64) bytes.push(bytes.pop() | 128, 0);
  return bytes;
}

/** Bytes of bytes: parts one after the other. */
export const joined = (parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));

export const list = (parts) => joined([number(parts.length), ...parts]);

/** The bodies of sections by their number, without what only debuggers read. */
export function readSections(bytes) {
  const reader = new Reader(bytes);
  if (head.some((byte) => byte !== reader.byte())) throw new Error("no module of version 1");
  const sections = new Map();
  while (!reader.isAtEnd) {
    const id = reader.byte();
    const body = reader.take(reader.number());
    if (id !== custom) sections.set(id, body);
  }
  return sections;
}

export function writeSections(sections) {
  const parts = order
    .filter((id) => sections.has(id))
    .map((id) => joined([[id], number(sections.get(id).length), sections.get(id)]));
  return joined([head, ...parts]);
}
