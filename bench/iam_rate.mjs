// How many decisions a second, here and by @cloud-copilot/iam-simulate, on the same questions.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { questionFor, randomOf } from "./iam_questions.mjs";

const rounds = 3;
const copies = 10; // of each line in the file that is answered as a whole

const now = () => Number(process.hrtime.bigint()) / 1e9;
const answersOf = (command, path) =>
  execFileSync(command, ["simulate", "--batch", path], { encoding: "utf8", maxBuffer: 1 << 30 })
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text).result);

const write = (path, lines) =>
  writeFileSync(path, lines.map((l) => JSON.stringify(l) + "\n").join(""));

// The peer's fastest call answers only questions without resource, session and RCP layers.
function usable(line) {
  return !line.resourcePolicy && !line.sessionPolicy && line.resourceControlPolicies.length === 0;
}

function questions(command, path, fastest, count) {
  const random = randomOf(7);
  const lines = [];
  while (lines.length < count * 2) {
    const line = questionFor(random);
    if (usable(line)) lines.push(line);
  }
  write(path, lines);
  const ours = answersOf(command, path);
  return lines.filter((line, i) => fastest(line) === ours[i]).slice(0, count);
}

const ourRate = (command, path) =>
  Number(
    /(\d+) decisions per second/.exec(
      execFileSync(command, ["simulate", "--batch", path, "--rate"], { encoding: "utf8" }),
    )[1],
  );

async function theirRate(lines, ask) {
  const begin = now();
  let asked = 0;
  while (now() - begin < 2) {
    for (const line of lines) await ask(line);
    asked += lines.length;
  }
  return asked / (now() - begin);
}

/** Rates of decisions a second; rounds alternate, so that all meet the same machine. */
export async function measureRates(command, scratch, peer, count = 1000) {
  const [path, whole] = [`${scratch}/rate.ndjson`, `${scratch}/whole.ndjson`];
  const fastest = (line) => peer.runUnsafeSimulation(line, {});
  const validated = (line) => peer.runSimulation(line, {});
  const lines = questions(command, path, fastest, count);
  write(path, lines);
  write(whole, Array(copies).fill(lines).flat());
  const best = { lines: lines.length, decided: 0, whole: 0, fastest: 0, validated: 0 };
  const keep = (name, rate) => (best[name] = Math.max(best[name], rate));
  for (let i = 0; i < rounds; i++) {
    keep("decided", ourRate(command, path));
    keep("fastest", await theirRate(lines, fastest));
    keep("validated", await theirRate(lines, validated));
    const begin = now();
    execFileSync(command, ["simulate", "--batch", whole], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    keep("whole", (lines.length * copies) / (now() - begin));
  }
  return best;
}
