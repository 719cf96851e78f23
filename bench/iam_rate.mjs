// How many decisions a second, here and by @cloud-copilot/iam-simulate, on the same questions.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { questionFor, randomOf } from "./iam_questions.mjs";

const rounds = 3;
const requests = 10; // of each principal in the file that is answered as a whole

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

function generated(command, path, fastest, count) {
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

// What a role of an account usually has: a few policies of one service each, and full-access SCPs.
const calls = ["s3:GetObject", "sqs:SendMessage", "dynamodb:GetItem", "logs:PutLogEvents"];
const resources = {
  s3: (i) => `arn:aws:s3:::data-${i % 7}/orders/${i}`,
  sqs: (i) => `arn:aws:sqs:eu-west-1:111122223333:jobs-${i % 7}`,
  dynamodb: (i) => `arn:aws:dynamodb:eu-west-1:111122223333:table/T${i % 7}`,
  logs: (i) => `arn:aws:logs:eu-west-1:111122223333:log-group:/ecs/a${i % 7}:log-stream:${i}`,
};
const document = (...Statement) => ({ Version: "2012-10-17", Statement });

function usualPolicy(service, i) {
  const resource = resources[service](i);
  const cut = resource.slice(0, resource.lastIndexOf(service === "s3" ? "/" : "-") + 1);
  return document(
    { Effect: "Allow", Action: [`${service}:Get*`, `${service}:List*`], Resource: `${cut}*` },
    { Effect: "Allow", Action: [`${service}:Send*`, `${service}:Put*`], Resource: resource },
    {
      Effect: "Deny",
      Action: `${service}:*`,
      Resource: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  );
}

function usualQuestion(i) {
  const action = calls[i % calls.length];
  const all = document({ Effect: "Allow", Action: "*", Resource: "*" });
  return {
    request: {
      principal: `arn:aws:sts::111122223333:assumed-role/app-${i}/task`,
      action,
      resource: { resource: resources[action.split(":")[0]](i), accountId: "111122223333" },
      contextVariables: { "aws:SecureTransport": "true", "aws:SourceIp": "192.0.2.7" },
    },
    identityPolicies: Object.keys(resources).map((name) => ({
      name,
      policy: usualPolicy(name, i),
    })),
    serviceControlPolicies: ["r-root", "111122223333"].map((orgIdentifier) => ({
      orgIdentifier,
      policies: [{ name: "FullAWSAccess", policy: all }],
    })),
    resourceControlPolicies: [],
  };
}

// What a principal is asked differs, its policies do not.
const asked = (line, i) => ({
  ...line,
  request: {
    ...line.request,
    contextVariables: { ...line.request.contextVariables, "aws:UserAgent": `agent ${i}` },
  },
});

const ourRate = (command, path) =>
  Number(
    /(\d+) decisions per second/.exec(
      execFileSync(command, ["simulate", "--batch", path, "--rate"], { encoding: "utf8" }),
    )[1],
  );

// The whole process, from its start to its end. `jobs`: on so many cores, or on all.
function wholeRate(command, path, n, jobs) {
  const words = ["simulate", "--batch", path, ...(jobs ? ["--jobs", jobs] : [])];
  const begin = now();
  execFileSync(command, words, { stdio: ["ignore", "ignore", "inherit"] });
  return n / (now() - begin);
}

function unrelated(usual, n) {
  const random = randomOf(8);
  return Array.from({ length: n }, (_, i) => (usual ? usualQuestion(i) : questionFor(random)));
}

async function theirRate(lines, ask) {
  const begin = now();
  let asked = 0;
  while (now() - begin < 2) {
    for (const line of lines) await ask(line);
    asked += lines.length;
  }
  return asked / (now() - begin);
}

/**
 * Rates of decisions a second, of `usual` questions or else of those that test what is rare, too.
 * `whole`: JSON in and out, ten requests of each principal; `apart`: no two lines share policies;
 * both on one core, as the peer runs, and on all. Rounds alternate, so that all meet the same
 * machine.
 */
export async function measureRates(command, scratch, peer, usual, count = 1000) {
  const files = ["rate", "whole", "apart"].map((name) => `${scratch}/${name}.ndjson`);
  const [path, whole, apart] = files;
  const fastest = (line) => peer.runUnsafeSimulation(line, {});
  const validated = (line) => peer.runSimulation(line, {});
  const lines = usual
    ? Array.from({ length: count }, (_, i) => usualQuestion(i))
    : generated(command, path, fastest, count);
  const n = lines.length * requests;
  write(path, lines);
  write(whole, Array.from({ length: n }, (_, i) => asked(lines[i % lines.length], i)));
  write(apart, unrelated(usual, n));
  const best = { lines: lines.length };
  const keep = (name, rate) => (best[name] = Math.max(best[name] ?? 0, rate));
  for (let i = 0; i < rounds; i++) {
    keep("decided", ourRate(command, path));
    keep("fastest", await theirRate(lines, fastest));
    keep("validated", await theirRate(lines, validated));
    keep("whole", wholeRate(command, whole, n, 1));
    keep("wholeOnAll", wholeRate(command, whole, n));
    keep("apart", wholeRate(command, apart, n, 1));
    keep("apartOnAll", wholeRate(command, apart, n));
  }
  return best;
}
