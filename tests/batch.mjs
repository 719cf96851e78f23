// A batch on several cores gives the bytes of one: long and empty lines, lines that trickle in,
// input and output that break, memory that runs out.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { questionFor, randomOf } from "../bench/iam_questions.mjs";
import { command, Outcome } from "./lib/cases.mjs";

const patience = 60_000;
const manyJobs = [1, 2, 3, 8];
const folder = mkdtempSync(join(tmpdir(), "rolecall-batch-"));
const outcome = new Outcome();

const random = randomOf(11);
const questions = Array.from({ length: 400 }, () => JSON.stringify(questionFor(random)));
const most = 8 << 20; // the limit on a line
const deep = `{"request":${"[".repeat(5000)}}`;
const heavy = `[${"0,".repeat(4_100_000)}0]`; // a tree of a hundred megabytes
const answersTo = (lines) => ask(1, lines.join("\n")).stdout;

function ask(jobs, input, before = "") {
  const path = join(folder, "lines");
  writeFileSync(path, input);
  const script = `${before} exec "$0" simulate --batch "$1" --jobs ${jobs}`;
  return spawnSync("sh", ["-c", script, command, path], {
    encoding: "utf8",
    timeout: patience,
    maxBuffer: 1 << 28,
  });
}

function expect(what, wanted, got) {
  outcome.checked();
  if (wanted !== got) outcome.fault(`${what}: ${String(got).slice(-300)}`);
}

function compare(name, input) {
  const { stdout, stderr, status } = ask(1, input);
  expect(`${name}: has answers`, true, stdout.length > 0);
  for (const jobs of manyJobs.slice(1)) {
    const other = ask(jobs, input);
    expect(`${name}, ${jobs} jobs: output`, true, stdout === other.stdout);
    expect(`${name}, ${jobs} jobs: complaints`, stderr, other.stderr);
    expect(`${name}, ${jobs} jobs: status`, status, other.status);
  }
}

const three = [...questions, ...questions, ...questions];
const odd = ["", " ", "nothing", "x".repeat(most + 5), "\r", "x".repeat(most), deep, "{}", "\0"];
compare("good lines", three.join("\n") + "\n");
compare("no last line end", three.join("\n"));
compare("empty lines", `${"\n".repeat(900_000)}${questions[0]}${"\n".repeat(900_000)}`);
compare("CR LF", three.join("\r\n"));
const mixed = [...three, ...odd, ...questions, "y".repeat(10_000_000), ...questions, ...odd];
compare("odd lines among good ones", mixed.join("\n"));
compare("a last line that is too long", [...three, "z".repeat(10_000_000)].join("\n"));
const long = questions.map((q) => q.replace("{", `{"filling":"${"f".repeat(300_000)}",`));
compare("lines longer than a block", long.slice(0, 60).join("\n"));

// Memory runs out: the answer of that line says so, and nothing behind it is answered. It is the
// heavy line's on one core; on several another line may be the one that finds none left, or the
// reader that cannot keep the next one: then the answers end there, as after trouble of reading.
const told = '{"error":"memory ran out"}\n';
const hard = [...three, heavy, ...questions].join("\n");
const wanted = answersTo(three);
for (const jobs of manyJobs) {
  const { stdout, stderr, status } = ask(jobs, hard, "ulimit -v 81920;");
  expect(`no memory, ${jobs} jobs: status`, 3, status);
  expect(`no memory, ${jobs} jobs: complaint`, true, stderr.includes("rolecall: memory ran out\n"));
  const answered = stdout.endsWith(told);
  expect(`no memory, ${jobs} jobs: the last`, true, answered || jobs > 1);
  const before = answered ? stdout.slice(0, -told.length) : stdout;
  expect(`no memory, ${jobs} jobs: answers`, true, wanted.startsWith(before));
  if (jobs === 1) expect("no memory: all before it", wanted.length, before.length);
}

for (const [words, complaint] of [
  [["--jobs", "0"], "takes a whole number from 1 to 64"],
  [["--jobs=65"], "takes a whole number from 1 to 64"],
  [["--jobs=2x"], "takes a whole number from 1 to 64"],
  [["--jobs"], "`--jobs` is not understood here"],
  [["--jobs", "2", "--jobs", "2"], "`--jobs` is not understood here"],
  [["--jobs", "2", "--rate"], "cannot stand beside `--rate`"],
]) {
  const done = spawnSync(command, ["simulate", "--batch", "-", ...words], { input: "" });
  expect(words.join(" "), 2, done.status);
  expect(words.join(" "), true, done.stderr.toString().includes(complaint));
}

// ---- while it runs ----

function start(jobs, from = "", before = "") {
  const script = `${before} exec "$0" simulate --batch - --jobs ${jobs} ${from}`;
  const child = spawn("bash", ["-c", script, command], { timeout: patience });
  const run = { child, out: "", err: "", look: () => {} };
  child.stdout.on("data", (bytes) => {
    run.out += bytes;
    run.look();
  });
  child.stderr.on("data", (bytes) => (run.err += bytes));
  child.stdin.on("error", () => {});
  run.ended = new Promise((resolve) =>
    child.on("close", (code, signal) => resolve(signal ?? code)),
  );
  run.has = (text) =>
    Promise.race([
      new Promise((resolve) => {
        run.look = () => run.out.length >= text.length && resolve();
        run.look();
      }),
      run.ended,
    ]);
  return run;
}

const lone = questions.map((question) => answersTo([question]));
for (const jobs of manyJobs) {
  // Once they are many, lines that come one by one still get their answers one by one.
  const trickle = start(jobs);
  let answered = wanted;
  trickle.child.stdin.write(three.join("\n") + "\n");
  await trickle.has(answered);
  for (let i = 0; i < 20; i++) {
    trickle.child.stdin.write(questions[i].slice(0, 99));
    trickle.child.stdin.write(questions[i].slice(99) + "\n");
    answered += lone[i];
    await trickle.has(answered);
  }
  expect(`${jobs} jobs: answers to a trickle`, true, trickle.out === answered);
  trickle.child.stdin.end();
  expect(`${jobs} jobs: end of a trickle`, 0, await trickle.ended);

  // Whoever reads has had enough, and the input stays open.
  for (const [before, end] of [["trap '' PIPE;", 2], ["", "SIGPIPE"]]) {
    const closed = start(jobs, "", before);
    closed.child.stdin.write(three.join("\n") + "\n");
    await closed.has("{");
    closed.child.stdout.destroy();
    for (let i = 0; i < 20; i++) closed.child.stdin.write(three.join("\n") + "\n");
    expect(`${jobs} jobs: output closed`, end, await closed.ended);
    expect(`${jobs} jobs: output closed`, "", closed.err);
  }

  // The input breaks: what came before is answered.
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.write(three.join("\n") + '\n{"request":');
    broken.has(wanted).then(() => socket.resetAndDestroy());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const broken = start(jobs, `< /dev/tcp/127.0.0.1/${server.address().port}`);
  expect(`${jobs} jobs: broken input`, 2, await broken.ended);
  expect(`${jobs} jobs: answers to broken input`, true, broken.out === wanted);
  expect(`${jobs} jobs: broken input`, true, broken.err.includes("cannot read standard input"));
  server.close();
}

rmSync(folder, { recursive: true });
outcome.close("batches on several cores");
