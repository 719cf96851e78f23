// data/public-words.txt, the words of AWS's own names and of names of secrets -> public_words.c
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fail, literal } from "./common_blocks.mjs";

const FILE = "data/public-words.txt";
const SECRETS = "data/secret-names.txt";
const MESSAGES = "docs/messages";
// Lines of these whose every word is AWS's or this project's.
const TABLES = ["data/calls.txt", "data/endpoints.txt", "data/managed-policies.txt"];
const SERVICES = ["ecr", "ecs", "iam", "kms", "logs", "secretsmanager", "ssm", "sts"];
const SHORTEST = 3;
const LONGEST = 24;

const read = (root, file) => readFileSync(join(root, file), "utf8").split("\n");

/** As src/redact/names.c cuts them. */
function wordsOf(text) {
  return (text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase());
}

function curatedWords(root) {
  const words = [];
  read(root, FILE).forEach((line, i) => {
    if (line.startsWith("#")) return;
    for (const word of line.split(/\s+/).filter(Boolean)) {
      if (!/^[a-z0-9]+$/.test(word)) fail(`${FILE}:${i + 1}`, `${word} is no word`);
      words.push(...wordsOf(word));
    }
  });
  return words;
}

function tableWords(root) {
  return TABLES.flatMap((file) => read(root, file))
    .filter((line) => !line.trim().startsWith("#"))
    .flatMap(wordsOf);
}

// The names of actions and condition keys; resource types stand in ARNs beside the user's names.
function catalogueWords(root) {
  return SERVICES.flatMap((service) => read(root, `data/catalogue/${service}.txt`))
    .filter((line) => /^(action|key|type|service) /.test(line))
    .flatMap((line) => wordsOf(line.split(" ")[1]));
}

// What a message says itself; `<name>` is what it says it about.
function messageWords(root) {
  return readdirSync(join(root, MESSAGES))
    .filter((file) => file.endsWith(".md"))
    .sort()
    .flatMap((file) => read(root, `${MESSAGES}/${file}`))
    .filter((line) => line.startsWith("pattern: "))
    .flatMap((line) => wordsOf(line.slice("pattern: ".length).replace(/<[^>]*>/g, " ")));
}

// What secrets are called says nothing of whose they are.
function secretWords(root) {
  return read(root, SECRETS)
    .filter((line) => /^(ends|ends-in|hide|hex|inside|not|tail) +\|/.test(line))
    .flatMap((line) => wordsOf(line.split("|")[1]));
}

export default {
  inputs: [FILE, SECRETS, ...TABLES, "data/catalogue/*.txt", `${MESSAGES}/*.md`],
  output: "public_words.c",
  generate(root) {
    const all = [curatedWords, tableWords, catalogueWords, messageWords, secretWords].flatMap((f) =>
      f(root),
    );
    const lists = [];
    for (let length = SHORTEST; length <= LONGEST; length++) {
      const words = [...new Set(all.filter((word) => word.length === length))].sort();
      const lines = [];
      for (let i = 0; i < words.length; i += Math.floor(88 / length)) {
        lines.push(`     ${literal(words.slice(i, i + Math.floor(88 / length)).join(""))}\n`);
      }
      lists.push(`    {\n${lines.join("") || '     ""\n'}     , ${words.length}},\n`);
    }
    return (
      '#include "redact/tables.h"\n\n' +
      `const rc_public_word_list rc_public_words[] = {\n${lists.join("")}};\n` +
      "const uint32_t rc_n_public_words = RC_COUNT_OF(rc_public_words);\n"
    );
  },
};
