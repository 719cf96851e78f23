// docs/checks/*.md and docs/messages/*.md -> pages.c: what `rolecall explain` prints. The sandbox
// page takes the same texts from here as data of its own: its module is fetched without them.
//
// A check's page is found by code and name, a page of messages by its file's name and each message
// in it by its id. What is embedded is the prose: of a check's page up to its first case, of a page
// of messages its sections without cases and without the catalogue of real texts.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const HEADINGS = [
  "What broke",
  "Why",
  "Blast radius",
  "How exposed and how urgent",
  "Verify first",
  "Basic fix",
  "Least-privilege fix",
  "Prevention",
];
const CODE_FILES = ["src/model/codes.h", "src/read/common_codes.h"];

function pagesIn(root, folder) {
  const path = join(root, folder);
  const files = existsSync(path) ? readdirSync(path) : [];
  return files
    .filter((file) => file.endsWith(".md"))
    .sort()
    .map((file) => ({
      file: `${folder}/${file}`,
      stem: basename(file, ".md"),
      lines: readFileSync(join(path, file), "utf8").split("\n"),
    }));
}

/** Code -> { name, where } of all checks and of what readers report. */
function knownCodes(root) {
  const known = new Map();
  const add = (code, name, where) => known.set(code, { name, where });
  for (const file of readdirSync(join(root, "src/check")).sort()) {
    const text = readFileSync(join(root, "src/check", file), "utf8");
    const record = /\.code = "(RC\d{3})",\s*\.name = "([a-z0-9-]+)"/.exec(text);
    if (record) add(record[1], record[2], `src/check/${file}:1`);
  }
  for (const file of CODE_FILES.filter((path) => existsSync(join(root, path)))) {
    const lines = readFileSync(join(root, file), "utf8").split("\n");
    lines.forEach((line, i) => {
      const pair = /"(RC\d{3})"\s*,\s*"([a-z0-9-]+)"/.exec(line);
      if (pair) add(pair[1], pair[2], `${file}:${i + 1}`);
    });
  }
  return known;
}

/** Headings of a level with their line numbers; what stands inside fences is no heading. */
function headingsOf(lines, mark) {
  let fenced = false;
  const found = [];
  lines.forEach((line, i) => {
    if (line.startsWith("```")) fenced = !fenced;
    if (!fenced && line.startsWith(`${mark} `)) {
      found.push({ text: line.slice(mark.length + 1).trim(), line: i });
    }
  });
  return found;
}

const isCase = ({ text }) => /^(Reported|Not reported):/.test(text);

function textOf(lines) {
  return `${lines.join("\n").trimEnd()}\n`;
}

function checkPage(page, known) {
  const title = /^# (RC\d{3}) ([a-z0-9-]+)$/.exec(page.lines[0]);
  if (!title) throw new Error(`${page.file}:1: expected "# RCnnn name"`);
  const [, code, name] = title;
  const record = known.get(code);
  if (!record) throw new Error(`${page.file}:1: nothing reports ${code}`);
  if (record.name !== name || page.stem !== name) {
    throw new Error(`${page.file}:1: ${code} is ${record.name} in ${record.where}`);
  }
  const headings = headingsOf(page.lines, "##");
  const prose = headings.filter((heading) => !isCase(heading));
  HEADINGS.forEach((wanted, i) => {
    if (prose[i]?.text !== wanted) {
      throw new Error(`${page.file}:${(prose[i]?.line ?? 0) + 1}: expected "## ${wanted}" here`);
    }
  });
  const surplus = prose[HEADINGS.length];
  if (surplus) throw new Error(`${page.file}:${surplus.line + 1}: no such section`);
  const first = headings.find(isCase);
  if (!first) throw new Error(`${page.file}:1: there is no case`);
  if (prose.some(({ line }) => line > first.line)) {
    throw new Error(`${page.file}:${first.line + 1}: cases stand behind all prose`);
  }
  const text = textOf(page.lines.slice(0, first.line));
  return [code, name].map((key) => ({ key, text, where: `${page.file}:1` }));
}

/** `{service}` is filled in when a message is found; on a page it stands as `<service>`. */
const named = (text) => text.replace(/\{([a-z-]+)\}/g, "<$1>");

/** A `message` block as sentences: what the text looks like, what it means, what helps. */
function messageInWords(lines) {
  const values = (key) =>
    lines.flatMap((line) => {
      const at = line.indexOf(": ");
      return at > 0 && line.slice(0, at) === key ? [line.slice(at + 2).trim()] : [];
    });
  const keys = [...new Set(lines.map((line) => line.split(":")[0]))];
  const helps = keys.filter((key) => key === "help" || key.startsWith("help-")).flatMap(values);
  return [
    ...values("pattern").map((pattern) => `    ${pattern}`),
    "",
    ...values("meaning").map((meaning) => `${named(meaning)}.`),
    ...helps.map((help) => `- ${named(help)}`),
  ];
}

/** The prose of a section: `message` blocks in words, `diagnosis` blocks left out. */
function proseOf(lines) {
  const kept = [];
  let block = null;
  for (const line of lines) {
    const opened = block === null ? /^```(message|diagnosis)\b/.exec(line) : null;
    if (opened) block = { kind: opened[1], lines: [] };
    else if (block && line.startsWith("```")) {
      if (block.kind === "message") kept.push(...messageInWords(block.lines));
      block = null;
    } else if (block) block.lines.push(line);
    else kept.push(line);
  }
  return kept;
}

const isLeftOut = (heading) => isCase(heading) || heading.text === "Catalogue";

/** The page, and each message in it as a part of the same text. */
function messagePage(page) {
  const sections = headingsOf(page.lines, "##");
  const intro = proseOf(page.lines.slice(0, sections[0]?.line));
  let text = textOf(intro);
  const parts = [];
  sections.forEach((heading, i) => {
    if (isLeftOut(heading)) return;
    const lines = page.lines.slice(heading.line, sections[i + 1]?.line);
    const from = text.length + 2; // a message's own page begins with `# `
    text += `\n${textOf(proseOf(lines))}`;
    if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(heading.text) && heading.text !== page.stem) {
      parts.push({ key: heading.text, from, to: text.length, line: heading.line });
    }
  });
  return [{ key: page.stem, line: 0 }, ...parts].map((entry) => ({
    ...entry,
    text,
    where: `${page.file}:${entry.line + 1}`,
  }));
}

function allEntries(root) {
  const known = knownCodes(root);
  const entries = [
    ...pagesIn(root, "docs/checks").flatMap((page) => checkPage(page, known)),
    ...pagesIn(root, "docs/messages").flatMap(messagePage),
  ];
  const byKey = new Map();
  for (const entry of entries) {
    const folded = entry.key.toLowerCase(); // whoever asks may write it in either case
    const other = byKey.get(folded);
    if (other) throw new Error(`${entry.where}: ${other.where} is called ${entry.key} too`);
    byKey.set(folded, entry);
  }
  for (const [code, { name, where }] of known) {
    if (byKey.has(code.toLowerCase())) continue;
    throw new Error(`${where}: ${code} has no docs/checks/${name}.md`);
  }
  return entries.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** [{ text, names: { name: [from, to] } }]: each text, and the part that a name stands for. */
export function pageTexts(root) {
  const byText = new Map();
  for (const { key, text, from = 0, to = text.length } of allEntries(root)) {
    if (!byText.has(text)) byText.set(text, {});
    byText.get(text)[key] = [from, to];
  }
  return [...byText].map(([text, names]) => ({ text, names }));
}

// Numbers, because ISO C promises no string literal beyond 4095 characters.
function arrayOf(text) {
  const bytes = [...Buffer.from(text, "utf8")].map((byte) =>
    byte < 128 ? String(byte) : `'\\x${byte.toString(16)}'`,
  );
  const rows = [];
  for (let i = 0; i < bytes.length; i += 24) rows.push(`    ${bytes.slice(i, i + 24).join(",")},`);
  return rows.join("\n");
}

function generate(root) {
  const pages = pageTexts(root);
  const arrays = pages.map(
    ({ text }, i) => `static const char text_${i}[] = {\n${arrayOf(text)}\n};\n`,
  );
  const rows = pages.flatMap(({ text, names }, i) =>
    Object.entries(names).map(([name, part]) => {
      const [from, to] = part.map((at) => Buffer.byteLength(text.slice(0, at)));
      return { name, row: `    {RC_STR_INIT("${name}"), {text_${i} + ${from}, ${to - from}}},\n` };
    }),
  );
  rows.sort((a, b) => (a.name < b.name ? -1 : 1));
  return (
    `#include "check/page.h"\n\n${arrays.join("\n")}\n` +
    `const rc_page rc_pages[] = {\n${rows.map(({ row }) => row).join("")}};\n` +
    "const size_t rc_n_pages = RC_COUNT_OF(rc_pages);\n"
  );
}

export default {
  inputs: ["docs/checks/*.md", "docs/messages/*.md", "src/check/*.c", ...CODE_FILES],
  output: "pages.c",
  generate,
};
