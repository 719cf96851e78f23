// From the core's places to the editor's: the core counts lines and characters from 1, the editor
// counts UTF-16 units from the start of the text. A line is looked through once, however many
// places it has: some documents are one line.
import type { Text } from "@codemirror/state";
import type { Location } from "./report";

interface Line {
  from: number;
  /** Units behind the last place that may be pointed at. */
  length: number;
  /** Of each character of two units: how many characters stand before it. */
  pairs: number[];
}

function pairsOf(text: string): number[] {
  const pairs: number[] = [];
  for (const { index } of text.matchAll(/[\u{10000}-\u{10ffff}]/gu)) {
    pairs.push(index - pairs.length);
  }
  return pairs;
}

/** How many numbers of the sorted list are smaller. */
function smaller(sorted: number[], than: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < than) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class Places {
  readonly #lines = new Map<number, Line>();

  constructor(private readonly text: Text) {}

  #line(number: number): Line {
    const known = this.#lines.get(number);
    if (known) return known;
    const { from, length, text } = this.text.line(number);
    const line = { from, length, pairs: pairsOf(text) };
    this.#lines.set(number, line);
    return line;
  }

  #offset(line: number, column: number): number {
    if (line > this.text.lines) return this.text.length;
    const { from, length, pairs } = this.#line(line);
    const characters = column - 1;
    return from + Math.min(characters + smaller(pairs, characters), length);
  }

  range({ line, column, endLine, endColumn }: Location): { from: number; to: number } {
    const from = this.#offset(line, column);
    return { from, to: Math.max(from, this.#offset(endLine, endColumn)) };
  }
}
