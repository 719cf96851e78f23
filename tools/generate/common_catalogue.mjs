// Reads data/catalogue/*.txt; the head of _catalogue.txt tells the format.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fail, fields, readBlocks, unique } from "./common_blocks.mjs";

export const FOLDER = "data/catalogue";
const ABOUT = `${FOLDER}/_catalogue.txt`;
export const LEVELS = ["read", "list", "write", "tagging", "permissions"];
export const TYPES = ["String", "ARN", "Bool", "Numeric", "Date", "IPAddress"];

/** What users put into a key stands as `*`, however the source writes it. */
export function withStar(key, at) {
  const name = key.replace(/\$\{[A-Za-z]+\}|<[a-z]+>|(?<=\/)tag-key$/g, "*");
  if (!/^[A-Za-z0-9:/._*-]+$/.test(name)) fail(at, `no condition key: ${key}`);
  if (name.split("*").length > 2) fail(at, `more than one open part in ${key}`);
  return name;
}

function readKey({ name: text, at }) {
  const [, name, list, type] = /^(\S+) (ArrayOf)?(\S+)$/.exec(text) ?? fail(at, "no NAME TYPE");
  if (!TYPES.includes(type)) fail(at, `no type of condition keys: ${type}`);
  return { name: withStar(name, at), type, list: Boolean(list), at };
}

const readKeys = (text, at) => text.split(/\s+/).map((key) => withStar(key, at));

function readType(block) {
  const { arn, keys } = fields(block, { optional: ["keys"], many: ["arn"] });
  if (arn.length === 0) fail(block.at, `type ${block.name} has no arn`);
  return {
    name: block.name,
    arns: arn.map(({ value }) => value),
    keys: keys ? readKeys(keys, block.at) : [],
    at: block.at,
  };
}

function readLink({ value, at }) {
  const [, type, star, keys] = /^(.+?)(\*?)(?: with (.+))?$/.exec(value);
  return { type, required: star === "*", keys: keys ? readKeys(keys, at) : [], at };
}

function readAction(block) {
  const [, name, level] = /^([\w-]+) (\w+)$/.exec(block.name) ?? fail(block.at, "no NAME LEVEL");
  if (!LEVELS.includes(level)) fail(block.at, `no access level: ${level}`);
  const { on, keys } = fields(block, { optional: ["keys"], many: ["on"] });
  const links = on.map(readLink);
  return { name, level, links, keys: keys ? readKeys(keys, block.at) : [], at: block.at };
}

function readService(root, file) {
  const [first, ...blocks] = unique(readBlocks(root, `${FOLDER}/${file}`));
  if (first?.kind !== "service" || file !== `${first.name}.txt`) {
    fail(first?.at ?? file, `expected \`service ${file.replace(/\.txt$/, "")}\``);
  }
  const isFlag = ({ key }) => key === "resource-control-policies";
  const head = { ...first, lines: first.lines.filter((line) => !isFlag(line)) };
  const service = {
    prefix: first.name,
    title: fields(head, { required: ["title"] }).title,
    underResourceControl: first.lines.some(isFlag),
    keys: [],
    types: [],
    actions: [],
  };
  for (const block of blocks) {
    if (block.kind === "key") service.keys.push(readKey(block));
    else if (block.kind === "type") service.types.push(readType(block));
    else if (block.kind === "action") service.actions.push(readAction(block));
    else fail(block.at, `unknown word ${block.kind}`);
  }
  return service;
}

const byBytes = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** Order of look-ups: bytes, ASCII letters in lower case. */
export const byName = (a, b) => byBytes(a.name.toLowerCase(), b.name.toLowerCase());

export function readCatalogue(root) {
  const files = readdirSync(join(root, FOLDER)).filter((name) => /^[a-z0-9-]+\.txt$/.test(name));
  const services = files.map((file) => readService(root, file));
  services.sort((a, b) => byBytes(a.prefix, b.prefix));
  const [about, ...globals] = unique(readBlocks(root, ABOUT));
  if (about?.kind !== "catalogue") fail(ABOUT, "expected `catalogue` first");
  const required = ["version", "updated", "source", "upstream"];
  const { version, updated } = fields(about, { required, optional: ["integrity"] });
  for (const { kind, at } of globals) if (kind !== "global") fail(at, `unknown word ${kind}`);
  return { version, updated, services, globals: globals.map(readKey) };
}
