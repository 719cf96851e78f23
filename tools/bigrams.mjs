// Writes data/bigrams.txt: which letters follow each other in words, and from which score on a
// string counts as drawn at random. Learnt from the project's own data, documentation and source.
//
//   node tools/bigrams.mjs            writes the file
//   node tools/bigrams.mjs --figures  prints how well it tells, on words that were not learnt from
import { readFileSync, writeFileSync } from "node:fs";
import { filesBelow } from "./common_tree.mjs";

const OUTPUT = "data/bigrams.txt";
const SYMBOLS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0-";
const N = SYMBOLS.length;
const UNIT = 16; // costs are in sixteenths of a nat
const LENGTHS = [12, 14, 16, 18, 20, 24, 28, 32, 40, 56];
const PER_LENGTH = 40000;
const FALSE_ALARMS = 0.002;
const LOWEST = 40;

// Letters of both cases and digits; of one case and digits; of both cases without digits.
const CLASSES = {
  mixed: { letters: 52, digits: 10 },
  single: { letters: 26, digits: 10 },
  letters: { letters: 52, digits: 0 },
};

// A generator of its own, so that the file comes out the same everywhere.
function makeRandom(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return ((x ^ (x >>> 16)) >>> 0) % below;
  };
}

function hashOf(text) {
  let hash = 0x811c9dc5;
  for (const c of text) hash = Math.imul(hash ^ c.charCodeAt(0), 0x01000193) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}

function readTokens() {
  const counts = new Map();
  const files = ["data", "docs", "src", "tools"]
    .flatMap((folder) => filesBelow(folder, /\.(txt|md|c|h|mjs)$/))
    .filter((file) => file !== OUTPUT)
    .sort();
  for (const file of files) {
    for (const [token] of readFileSync(file, "utf8").matchAll(/[A-Za-z0-9_-]{3,60}/g)) {
      if (/^[0-9a-fA-F-]+$/.test(token) || !/[A-Za-z]{2}/.test(token)) continue;
      counts.set(token, (counts.get(token) ?? 0) + 1);
    }
  }
  return counts;
}

function symbolOf(c) {
  if (c >= "0" && c <= "9") return 52;
  const at = SYMBOLS.indexOf(c);
  return at < 0 ? 53 : at;
}

function learn(tokens) {
  const pairs = Array.from({ length: N }, () => new Float64Array(N));
  const singles = new Float64Array(N).fill(1);
  for (const [token, count] of tokens) {
    const weight = 1 + Math.log2(count);
    let before = 53;
    for (const c of `${token}-`) {
      const symbol = symbolOf(c);
      pairs[before][symbol] += weight;
      singles[symbol] += weight;
      before = symbol;
    }
  }
  const total = singles.reduce((a, b) => a + b);
  return pairs.map((row) => {
    const sum = row.reduce((a, b) => a + b);
    return Array.from(row, (count, symbol) => {
      const p = (count + 30 * (singles[symbol] / total)) / (sum + 30);
      return Math.min(127, Math.max(0, Math.round(-Math.log(p) * UNIT)));
    });
  });
}

const cost = (n) => Math.round(Math.log(n) * UNIT);

// As src/redact/random.c: the mean over the symbols of what the text costs beyond chance.
function scoreOf(table, text) {
  const digits = /[0-9]/.test(text);
  const both = /[a-z]/.test(text) && /[A-Z]/.test(text);
  const { letters, digits: nDigits } = CLASSES[!both ? "single" : digits ? "mixed" : "letters"];
  const alphabet = letters + nDigits;
  const digitCost = nDigits ? cost(alphabet / 10) : 0;
  const expected = { letter: cost(alphabet), digit: digitCost, mark: cost(alphabet / 2) };
  const folded = both ? text : text.toLowerCase();
  let sum = 0;
  let before = 53;
  for (const c of folded) {
    const symbol = symbolOf(c);
    const chance = symbol < 52 ? expected.letter : symbol === 52 ? expected.digit : expected.mark;
    sum += table[before][symbol] - chance;
    before = symbol;
  }
  return Math.trunc((sum * 16) / text.length);
}

function classOf(text) {
  const lower = /[a-z]/.test(text);
  const upper = /[A-Z]/.test(text);
  const digit = /[0-9]/.test(text);
  if (lower && upper) return digit ? "mixed" : "letters";
  return digit && (lower || upper) ? "single" : null;
}

const isHex = (text) => /^[0-9a-fA-F-]+$/.test(text);

// Identifiers as people build them: words joined, numbers in between.
function makeIdentifiers(words, random) {
  const small = words.filter((word) => /^[A-Za-z]{3,12}$/.test(word));
  const capital = (word) => word[0].toUpperCase() + word.slice(1).toLowerCase();
  const pick = () => small[random(small.length)];
  const number = () => String(random([10, 10, 100, 100, 1000, 3000][random(6)]));
  const styles = [
    (n) => Array.from({ length: n }, () => pick().toLowerCase()).join("-"),
    (n) => Array.from({ length: n }, () => pick().toLowerCase()).join("_"),
    (n) => Array.from({ length: n }, () => pick().toUpperCase()).join("_"),
    (n) => Array.from({ length: n }, () => capital(pick())).join(""),
    (n) => pick().toLowerCase() + Array.from({ length: n - 1 }, () => capital(pick())).join(""),
    (n) => Array.from({ length: n }, () => capital(pick())).join("-"),
    (n) => Array.from({ length: n }, () => pick().toLowerCase()).join(""),
  ];
  const made = [];
  for (let i = 0; i < 600000; i++) {
    let text = styles[random(styles.length)](1 + random(6));
    if (random(3) > 0) {
      const at = random(4) ? text.length : random(text.length);
      const dash = random(2) && at === text.length ? "-" : "";
      text = text.slice(0, at) + dash + number() + text.slice(at);
    }
    made.push(text);
  }
  return made;
}

function makeRandomText(alphabet, length, random) {
  let text = "";
  while (text.length < length) text += alphabet[random(alphabet.length)];
  return text;
}

const ALPHABETS = {
  mixed: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
  single: "abcdefghijklmnopqrstuvwxyz0123456789",
  letters: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
};

function bucketOf(length) {
  let at = -1;
  while (at + 1 < LENGTHS.length && length >= LENGTHS[at + 1]) at++;
  return at;
}

function scoresByBucket(table, texts) {
  const out = Object.fromEntries(Object.keys(CLASSES).map((c) => [c, LENGTHS.map(() => [])]));
  for (const text of texts) {
    const kind = classOf(text);
    const bucket = bucketOf(text.length);
    if (!kind || bucket < 0 || isHex(text)) continue;
    if (out[kind][bucket].length < PER_LENGTH) out[kind][bucket].push(scoreOf(table, text));
  }
  return out;
}

function thresholdsOf(scores) {
  return Object.fromEntries(
    Object.entries(scores).map(([kind, buckets]) => {
      const cuts = buckets.map((list) => {
        const sorted = [...list].sort((a, b) => a - b);
        return sorted.length < 200 ? null : sorted[Math.floor(sorted.length * (1 - FALSE_ALARMS))];
      });
      // Where too few were seen the next shorter length decides.
      cuts.forEach((cut, i) => (cuts[i] = cut ?? cuts[i - 1] ?? 9999));
      // Other people's words are stranger than ours: none may do better than chance by little.
      cuts.forEach((cut, i) => (cuts[i] = Math.max(cut, LOWEST)));
      return [kind, cuts];
    }),
  );
}

function render(table, thresholds) {
  const lines = [
    "# Which letters follow each other in words. Made by tools/bigrams.mjs from the project's own",
    "# data, documentation and source; read by src/redact/random.c.",
    "#",
    "# row | symbol | the cost of each symbol behind it, in sixteenths of a nat: a-z, A-Z, any",
    "#       digit, anything else",
    `# cut | alphabet | the score above which a string counts as random, from so many bytes on:`,
    `#       ${LENGTHS.join(", ")}`,
    "",
    ...table.map((row, i) => `row | ${SYMBOLS[i]} | ${row.join(" ")}`),
    ...Object.entries(thresholds).map(([kind, cuts]) => `cut | ${kind} | ${cuts.join(" ")}`),
  ];
  return `${lines.join("\n")}\n`;
}

const counts = readTokens();
const learnt = [...counts].filter(([token]) => hashOf(token) % 5 !== 0);
const held = [...counts.keys()].filter((token) => hashOf(token) % 5 === 0);
const table = learn(learnt);
const random = makeRandom(20);
const half = (parity) => held.filter((token) => (hashOf(token) / 5) % 2 < 1 === parity);
const thresholds = thresholdsOf(
  scoresByBucket(table, [...half(true), ...makeIdentifiers(half(true), random)]),
);

if (process.argv[2] === "--figures") {
  const others = scoresByBucket(table, [...half(false), ...makeIdentifiers(half(false), random)]);
  for (const kind of Object.keys(CLASSES)) {
    LENGTHS.forEach((length, i) => {
      const false_ = others[kind][i].filter((score) => score > thresholds[kind][i]).length;
      let found = 0;
      for (let n = 0; n < 2000; n++) {
        const text = makeRandomText(ALPHABETS[kind], length, random);
        if (classOf(text) === kind) found += scoreOf(table, text) > thresholds[kind][i] ? 1 : 0;
      }
      const share = ((false_ / others[kind][i].length) * 100).toFixed(2);
      console.log(
        `${kind} ${length}: cut ${thresholds[kind][i]}, ${others[kind][i].length} words, ` +
          `${share} % false alarms, ${(found / 20).toFixed(1)} % found`,
      );
    });
  }
} else {
  writeFileSync(OUTPUT, render(table, thresholds));
}
