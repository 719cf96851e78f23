// The cases of all pages and examples for scripts; tests/lib/cases.h tells the shape of a page.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { existsSync, statSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
export const command = resolve(process.env.ROLECALL ?? join(root, "build/rolecall"));
export const wasmPath = resolve(process.env.ROLECALL_WASM ?? join(root, "build/web/rolecall.wasm"));

const blockWords = new Set(["flags", "report", "frame", "fixed", "diagnosis"]);

function decode(lines, marks) {
  let text = lines.map((line) => line + "\n").join("");
  if (marks.includes("no-newline")) text = text.replace(/\n$/, "");
  if (marks.includes("crlf")) text = text.replaceAll("\n", "\r\n");
  if (marks.includes("utf16")) return Buffer.from(`\uFEFF${text}`, "utf16le");
  return Buffer.from((marks.includes("bom") ? "\uFEFF" : "") + text);
}

function* blocksOf(text) {
  let fence = null;
  let section = { title: "", line: 1 };
  for (const [i, line] of text.split("\n").entries()) {
    const marks = /^(`{3,})(.*)$/.exec(line);
    if (fence && marks && marks[1].length >= fence.length && marks[2].trim() === "") {
      yield fence;
      fence = null;
    } else if (fence) fence.lines.push(line);
    else if (marks) {
      const words = marks[2].trim().split(/\s+/);
      fence = { section, length: marks[1].length, words, lines: [] };
    } else if (line.startsWith("## ")) section = { title: line.slice(3).trim(), line: i + 1 };
  }
}

function casesOfPage(path) {
  const cases = new Map();
  for (const { section, words, lines } of blocksOf(readFileSync(join(root, path), "utf8"))) {
    const name = `${path}:${section.line}: ${section.title}`;
    const found = cases.get(name) ?? { name, files: [], flags: [], isCase: false };
    cases.set(name, found);
    if (words[0] === "flags") found.flags = lines.join(" ").split(/\s+/).filter(Boolean);
    if (words[0] === "diagnosis" || /^(Not r|R)eported: /.test(section.title)) found.isCase = true;
    if (!blockWords.has(words[0]) && words.length > 1) {
      found.files.push({ path: words[1], bytes: decode(lines, words.slice(2)) });
    }
  }
  return [...cases.values()].filter((c) => c.isCase);
}

export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesBelow(path) : [path];
    });
}

function example(folder) {
  const files = filesBelow(join(root, folder)).map((path) => ({
    path: path.slice(join(root, folder).length + 1),
    bytes: readFileSync(path),
  }));
  return { name: folder, files, flags: [] };
}

/** [{ name, files: [{ path, bytes }], flags: [word] }] of every case and example. */
export function allCases() {
  const pages = ["docs/checks", "docs/messages"].flatMap((folder) =>
    filesBelow(join(root, folder))
      .map((path) => path.slice(root.length).replace(/^\/+/, ""))
      .filter((path) => path.endsWith(".md")),
  );
  const examples = join(root, "examples");
  const folders = existsSync(examples) ? readdirSync(examples).sort() : [];
  return [...pages.flatMap(casesOfPage), ...folders.map((f) => example(`examples/${f}`))];
}

/** Writes the case's files into a folder of their own, calls `use(folder)`, and takes it away. */
export function withFolder(files, use) {
  const folder = mkdtempSync(join(tmpdir(), "rolecall-"));
  try {
    for (const { path, bytes } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs the command: { status, stdout, stderr, timedOut }. */
export function run(args, { cwd = root, timeout = 20_000, input } = {}) {
  const done = spawnSync(command, args, {
    cwd,
    timeout,
    input,
    maxBuffer: 1 << 29,
    env: { ...process.env, NO_COLOR: "1" },
  });
  if (done.error && done.error.code !== "ETIMEDOUT") throw done.error;
  return {
    status: done.status,
    signal: done.signal,
    stdout: done.stdout.toString("utf8"),
    stderr: done.stderr.toString("utf8"),
    timedOut: done.error?.code === "ETIMEDOUT",
  };
}

const onlyForFix = new Set(["--basic", "--remove-from-task-role"]);

/** `rolecall VERB --format FORMAT` on a case whose files lie in `folder`. */
export function runCase({ files, flags }, verb, folder, format = "json") {
  const paths = files.map((file) => file.path);
  const known = flags.filter((flag) => verb === "fix" || !onlyForFix.has(flag));
  return run([verb, "--format", format, ...paths, ...known], { cwd: folder });
}

/** Collects faults; `close` prints them with a count and ends the program. */
export class Outcome {
  #faults = 0;
  #count = 0;

  checked(n = 1) {
    this.#count += n;
  }

  fault(message) {
    this.#faults++;
    console.log(message);
  }

  close(what) {
    console.log(`${this.#count} ${what}, ${this.#faults} failures`);
    process.exit(this.#faults > 0 || this.#count === 0 ? 1 : 0);
  }
}

/** The texts of a fixed set of files: edits of a report applied, later ones first. */
export function applyEdits(files, fixes) {
  const bytesOf = new Map(files.map(({ path, bytes }) => [path, bytes]));
  return fixes.map(({ path, edits }) => {
    let bytes = bytesOf.get(path) ?? Buffer.alloc(0);
    for (const { start, end, text } of [...edits].reverse()) {
      bytes = Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(end)]);
    }
    return { path, bytes };
  });
}
