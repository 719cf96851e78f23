// The only thing that the sender takes. The core makes it, of bytes in which it found no original
// in any encoding and nothing that looks secret; there is no other way to one.

/** Why bytes were refused; never the value. Offsets are bytes of the text that was checked. */
export interface Leak {
  start: number;
  end: number;
  detector: string;
  encoding: string;
}

/** What the core's check gives: no bytes when anything was found. */
export interface Checked {
  bytes: string | null;
  leaks: Leak[];
}

const mint = Symbol("mint");

export class Outgoing {
  readonly #text: string;

  constructor(key: symbol, text: string) {
    if (key !== mint) throw new TypeError("only the core's check makes what is sent");
    this.#text = text;
  }

  /** The text of a true one. Throws for anything else, whatever it looks like. */
  static textOf(outgoing: Outgoing): string {
    if (typeof outgoing !== "object" || outgoing === null || !(#text in outgoing)) {
      throw new TypeError("only what the core found free of originals is sent");
    }
    return outgoing.#text;
  }
}

/** What may leave of `checked`; null when the core found something. */
export function release(checked: Checked): Outgoing | null {
  return checked.bytes === null || checked.leaks.length > 0
    ? null
    : new Outgoing(mint, checked.bytes);
}
