// The seeds of the fuzzer, damaged as typing, pasting and cutting damages texts, under the laws of
// redaction. Twenty times as many texts a second as under the fuzzer, which no instrument slows.
//
//   node tests/redact_damaged.mjs [COUNT [SEED]]    says which texts break a law, and shows them
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesBelow, root, withFolder } from "./lib/cases.mjs";
import { Draw } from "./redact/shapes.mjs";

const [count = 4000, seed = 1] = process.argv.slice(2).map(Number);
const build = process.env.ROLECALL_BUILD ?? join(root, "build/asan");
const longest = 12_000;
const r = new Draw(seed);

/** Seeds as fuzz/fuzz_redact.c reads them: a byte, then `path LF bytes` between the signs FS. */
function readSeeds() {
  const paths = [join(build, "seeds/redact"), join(root, "fuzz/corpus/redact")];
  return paths.flatMap(filesBelow).flatMap((path) =>
    readFileSync(path, "latin1")
      .slice(1)
      .split("\x1c")
      .map((part) => {
        const end = part.indexOf("\n");
        return { path: part.slice(0, end), text: part.slice(end + 1) };
      })
      .filter(({ text }) => text.length > 20 && text.length < longest)
      .filter(({ text }) => !/\0|^\xff\xfe|^\xfe\xff/.test(text)),
  );
}

const signs = [..."\t\n !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"];
const words = [
  ".dkr.ecr.", "eu-west-1", "amazonaws.com", "arn:aws:", "111122223333", "acme", "unable", "role/",
  "${X}", "<NAME>", "{{x}}", "password", "hunter2x9Q", "https://", "10.1.2.3", "\xc3\xa9", "\xff",
  "secret", "exec", "Exec", "joe@acme.io", "sha256:", "\\n", "\\u0041", "example.com",
  "h1.example.com", "EXAMPLE0001", "n1n", "000000001", "444455556666",
];
const letters = [..."abcXYZ0189"];
const seeds = readSeeds();

const splice = (text, from, to, put) => text.slice(0, from) + put + text.slice(to);
const wordOf = (text) => {
  const all = [...text.matchAll(/[A-Za-z0-9]+/g)];
  const word = all.length > 0 ? r.pick(all) : { 0: "", index: 0 };
  return { from: word.index, to: word.index + word[0].length, word: word[0] };
};
const swapped = (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase());

const damages = [
  (text, at) => splice(text, at, at + 1, ""),
  (text, at) => splice(text, at, at, r.pick(signs)),
  (text, at) => splice(text, at, at + 1, r.pick(signs)),
  (text, at) => splice(text, at, at, r.pick(words)),
  (text) => {
    const { from, to } = wordOf(text);
    return splice(text, from, to, r.pick(words));
  },
  (text) => {
    const { from, to } = wordOf(text);
    return splice(text, from, to, wordOf(text).word);
  },
  (text) => {
    const { from, to, word } = wordOf(text);
    return splice(text, from, to, [...word].map(swapped).join(""));
  },
  (text) => splice(text, wordOf(text).to, wordOf(text).to, r.pick(letters)),
  (text) => {
    const { from } = wordOf(text);
    return splice(text, from, from, r.pick(letters));
  },
  (text, at) => splice(text, at, at + 1 + r.below(29), ""),
  (text, at) => {
    const other = r.pick(seeds).text;
    const from = r.below(other.length);
    return splice(text, at, at, other.slice(from, from + 1 + r.below(199)));
  },
  (text, at) => {
    const from = r.below(text.length + 1);
    return splice(text, at, at, text.slice(from, from + 1 + r.below(119)));
  },
  (text, at) => text.slice(0, at),
];

function damaged({ path, text }, i) {
  for (let n = r.pick([1, 1, 1, 2, 2, 3, 5]); n > 0; n--) {
    text = r.pick(damages)(text, r.below(text.length + 1));
  }
  const name = path.replace(/[^!-~]|\/|^[.]+/g, "_").slice(0, 60) || "taskdef.json";
  return { path: `${i}/${name}`, bytes: Buffer.from(text.slice(0, longest), "latin1") };
}

const files = Array.from({ length: count }, (_, i) => damaged(r.pick(seeds), i)).filter(
  ({ bytes }) => bytes.length > 0,
);
const runLaws = (folders) =>
  spawnSync(join(build, "tests/redact_laws"), ["--damaged", "--together", ...folders], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });

let faults = 0;
withFolder(files, (folder) => {
  const folders = filesBelow(folder).map(dirname);
  for (let at = 0; at < folders.length; at += 500) {
    const some = folders.slice(at, at + 500);
    if (runLaws(some).status === 0) continue;
    for (const one of some) {
      const { status, stdout, stderr } = runLaws([one]);
      if (status === 0) continue;
      faults++;
      console.log(stdout + stderr + readFileSync(filesBelow(one)[0], "latin1"));
    }
  }
});
console.log(`${files.length} damaged texts, seed ${seed}: ${faults} failures`);
process.exit(faults > 0 || files.length < count / 2 ? 1 : 0);
