// Lengths, banned words and unique names. What has to be longer stands in style_exceptions.txt with
// its reason; an exception that nothing needs any more is a fault too.
import { basename } from "node:path";
import { filesBelow, finish, readText, withoutComments } from "./common_tree.mjs";

const longestFunction = 80;
const longestFile = 900;
const longestLine = 100;
const bannedWords = /\b(TODO|FIXME|XXX|HACK)\b/;
const bannedCalls = /\b(strcpy|strcat|sprintf|gets|alloca|setjmp|longjmp|atoi|strtok)\s*\(/;

const exceptionsFile = "tools/style_exceptions.txt";
const exceptions = new Map();
const faults = [];

// Lines `file-length PATH reason` or `function-length PATH:FUNCTION reason`.
readText(exceptionsFile)
  .split("\n")
  .forEach((line, i) => {
    const match = /^(file-length|function-length) (\S+) (\S.*)$/.exec(line);
    if (match) exceptions.set(`${match[1]} ${match[2]}`, { line: i + 1, used: false });
    else if (line.trim() && !line.startsWith("#")) {
      faults.push(`${exceptionsFile}:${i + 1}: not \`kind place reason\``);
    }
  });

function faultUnlessExcepted(key, message) {
  const exception = exceptions.get(key);
  if (exception) exception.used = true;
  else faults.push(message);
}

// A function is what stands between a margin line with `name(` and the brace that closes it.
function checkFunctions(file, text) {
  let depth = 0;
  let open = null;
  withoutComments(text)
    .split("\n")
    .forEach((line, i) => {
      const code = line.startsWith("#") ? "" : line;
      const opening = /^[A-Za-z_].*?([A-Za-z_]\w*)\s*\(/.exec(code);
      if (depth === 0 && opening && !open) open = { name: opening[1], start: i };
      for (const c of code) depth += c === "{" ? 1 : c === "}" ? -1 : 0;
      if (depth > 0 || !/[;}]\s*$/.test(code)) return;
      if (open) checkLength(file, open.name, open.start + 1, i - open.start + 1);
      open = null;
    });
  if (depth !== 0) faults.push(`${file}:1: braces do not match: functions cannot be told`);
}

function checkLength(file, name, line, length) {
  if (length <= longestFunction) return;
  faultUnlessExcepted(
    `function-length ${file}:${name}`,
    `${file}:${line}: ${name} has ${length} lines; at most ${longestFunction}`,
  );
}

function checkLines(file, text) {
  const lines = text.split("\n");
  if (lines.length - 1 > longestFile) {
    faultUnlessExcepted(
      `file-length ${file}`,
      `${file}:1: ${lines.length - 1} lines; at most ${longestFile}`,
    );
  }
  lines.forEach((line, i) => {
    const where = `${file}:${i + 1}`;
    if ([...line].length > longestLine) faults.push(`${where}: more than ${longestLine} columns`);
    if (/[ \t]$/.test(line)) faults.push(`${where}: blanks at the end`);
    if (/\t/.test(line)) faults.push(`${where}: a tab`);
    const banned = file.startsWith("tools/check_style") ? null : bannedWords.exec(line);
    if (banned) faults.push(`${where}: ${banned[1]}`);
  });
  if (text !== "" && !text.endsWith("\n")) faults.push(`${file}:${lines.length}: no line end`);
}

// Registries go by the stem, and one file may hold the whole core some day. Users name formats.
function checkStems(files) {
  const owners = new Map();
  for (const file of files) {
    const stem = basename(file).replace(/\.re$/, ".c");
    if (owners.has(stem)) faults.push(`${file}:1: ${owners.get(stem)} has this name too`);
    owners.set(stem, file);
  }
}

const sources = ["include", "src", "cli", "wasm", "tests", "fuzz", "bench"].flatMap((folder) =>
  filesBelow(folder, /\.(c|h|cc|re)$/),
);
const scripts = ["tools", "tests", "bench", "fuzz"].flatMap((f) => filesBelow(f, /\.mjs$/));
for (const file of sources) {
  const text = readText(file);
  checkLines(file, text);
  checkFunctions(file, text);
  withoutComments(text)
    .split("\n")
    .forEach((line, i) => {
      const call = bannedCalls.exec(line);
      if (call) faults.push(`${file}:${i + 1}: ${call[1]} is not used here`);
    });
}
for (const file of scripts) checkLines(file, readText(file));
checkStems(filesBelow("src", /\.(c|re)$/).filter((f) => !f.startsWith("src/report/")));
for (const [key, { line, used }] of exceptions) {
  if (!used) faults.push(`${exceptionsFile}:${line}: nothing needs \`${key}\` any more`);
}
finish("check_style", sources.length + scripts.length, faults);
