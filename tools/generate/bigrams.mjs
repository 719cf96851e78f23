// data/bigrams.txt -> bigrams_table.c
import { readFileSync } from "node:fs";
import { join } from "node:path";

const FILE = "data/bigrams.txt";
const SYMBOLS = 54;
const LENGTHS = 10;
const ALPHABETS = ["mixed", "single", "letters"];

function numbersOf(where, text, count, lowest, highest) {
  const numbers = text.split(" ").map(Number);
  const isBad = (n) => !Number.isInteger(n) || n < lowest || n > highest;
  if (numbers.length !== count || numbers.some(isBad)) {
    throw new Error(`${where}: expected ${count} numbers from ${lowest} to ${highest}`);
  }
  return numbers;
}

export default {
  inputs: [FILE],
  output: "bigrams_table.c",
  generate(root) {
    const rows = [];
    const cuts = [];
    readFileSync(join(root, FILE), "utf8")
      .split("\n")
      .forEach((line, i) => {
        const where = `${FILE}:${i + 1}`;
        if (line === "" || line.startsWith("#")) return;
        const [kind, name, text] = line.split(" | ");
        if (kind === "row") rows.push(numbersOf(where, text, SYMBOLS, 0, 127));
        else if (kind === "cut" && name === ALPHABETS[cuts.length]) {
          cuts.push(numbersOf(where, text, LENGTHS, -32768, 32767));
        } else throw new Error(`${where}: expected a row, or the cut of ${ALPHABETS[cuts.length]}`);
      });
    if (rows.length !== SYMBOLS || cuts.length !== ALPHABETS.length) {
      throw new Error(`${FILE}:1: expected ${SYMBOLS} rows and ${ALPHABETS.length} cuts`);
    }
    const block = (lines) => lines.map((line) => `    {${line.join(", ")}},\n`).join("");
    return (
      '#include "redact/bigrams.h"\n\n' +
      "const uint8_t rc_bigram_costs[RC_BIGRAM_SYMBOLS][RC_BIGRAM_SYMBOLS] = {\n" +
      `${block(rows)}};\n\n` +
      `const int16_t rc_bigram_cuts[RC_N_ALPHABETS][RC_BIGRAM_LENGTHS] = {\n${block(cuts)}};\n`
    );
  },
};
