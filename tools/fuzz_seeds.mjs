// Seeds for the fuzz targets from the cases of all pages and examples:
//
//   node tools/fuzz_seeds.mjs OUT      writes OUT/json, OUT/policy, OUT/message, OUT/pipeline, ...
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { allCases, root } from "../tests/lib/cases.mjs";
import { dialects } from "../tests/web/stub_dialects.mjs";

const out = process.argv[2];
if (!out) {
  console.error("usage: fuzz_seeds.mjs OUT");
  process.exit(2);
}

const targets = [
  "json", "yaml", "hcl", "policy", "message", "pipeline", "query", "redact", "answer",
];
const seeds = Object.fromEntries(targets.map((target) => [target, []]));

function addFile({ path, bytes }) {
  const text = bytes.toString("utf8");
  if (/\.(tf|tfvars|tpl|tf\.json)$/.test(path)) seeds.hcl.push(bytes);
  else if (/\.ya?ml$/.test(path)) seeds.yaml.push(bytes);
  else if (!path.endsWith(".json")) seeds.message.push(bytes);
  else {
    seeds.json.push(bytes);
    if (text.includes('"Statement"')) seeds.policy.push(bytes);
    if (text.includes("stoppedReason")) seeds.message.push(bytes);
  }
}

function pipelineBits(flags) {
  let bits = 1;
  if (flags.includes("--basic")) bits |= 2;
  if (flags.includes("--remove-from-task-role")) bits |= 4;
  if (flags.includes("EC2")) bits |= 16;
  return bits;
}

// The form of fuzz_pipeline.c and fuzz_redact.c: option bits, then files `path LF bytes`,
// separated by FS.
function bundleSeed({ files }, bits) {
  const parts = files.slice(0, 4).map(({ path, bytes }, i) => {
    const head = Buffer.from(i === 0 ? `${path}\n` : `\x1c${path}\n`);
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat([Buffer.from([bits]), ...parts]);
}

// A form around a policy, of one operation or another.
function querySeed(policy, i) {
  const operation = ["SimulateCustomPolicy", "GetContextKeysForCustomPolicy"][i % 2];
  const form = new URLSearchParams({ Action: operation, Version: "2010-05-08" });
  form.set("PolicyInputList.member.1", policy);
  if (i % 2 === 0) {
    form.set("ActionNames.member.1", "ecr:BatchGetImage");
    form.set("ActionNames.member.2", "logs:PutLogEvents");
    form.set("ContextEntries.member.1.ContextKeyName", "aws:SourceIp");
    form.set("ContextEntries.member.1.ContextKeyType", "ipList");
    form.set("ContextEntries.member.1.ContextKeyValues.member.1", "192.0.2.1");
  }
  if (i % 4 === 0) form.set("ResourceArns.member.1", "arn:aws:s3:::b/k");
  if (i % 6 === 0) form.set("MaxItems", "1");
  return Buffer.from(form.toString());
}

/** The texts of the catalogue, and what no message is. */
function realTexts() {
  const pages = readdirSync(join(root, "docs/messages")).filter((file) => file.endsWith(".md"));
  const lines = pages.flatMap((file) =>
    readFileSync(join(root, "docs/messages", file), "utf8").match(/^[+-] .*$/gm) ?? []);
  return [
    ...lines.map((line) => line.slice(2)),
    readFileSync(join(root, "tests/lib/unrelated.txt"), "utf8"),
  ];
}

// Answers in every dialect, whole and streamed, and errors. The form is that of fuzz_answer.c.
function answerSeeds() {
  const content = '{\n  "family": "web"\n}\n';
  const files = [{ path: "taskdef.json", content }];
  const text = JSON.stringify({ summary: "It lacks a role.", files, unsure: ["why"] });
  const texts = [text, "Sure:\n```json\n" + text + "\n```\n", text.slice(0, 40)];
  const order = ["anthropic", "openai", "chat", "gemini", "ollama"];
  return order.flatMap((name, number) => {
    const dialect = dialects[name];
    const bodies = ["whole", "cut", "refused"].flatMap((end, i) => [
      JSON.stringify(dialect.whole(texts[i], end)),
      [...dialect.stream(texts[i], end)].join(""),
    ]);
    const error = JSON.stringify(dialect.error("rate_limit_error", "slow down"));
    const refused = Buffer.concat([Buffer.from([number | (5 << 3), 7]), Buffer.from(error)]);
    const good = bodies.map((body) => Buffer.concat([Buffer.from([number, 6]), Buffer.from(body)]));
    return [...good, refused];
  });
}

for (const tested of allCases()) {
  tested.files.forEach(addFile);
  if (tested.files.length === 0) continue;
  seeds.pipeline.push(bundleSeed(tested, pipelineBits(tested.flags)));
  seeds.redact.push(bundleSeed(tested, 4));
}
for (const text of realTexts()) seeds.message.push(Buffer.from(text));
seeds.query = seeds.policy.map((bytes, i) => querySeed(bytes.toString("utf8"), i));
seeds.answer = answerSeeds();
for (const [target, contents] of Object.entries(seeds)) {
  mkdirSync(join(out, target), { recursive: true });
  for (const bytes of contents) {
    const name = createHash("sha1").update(bytes).digest("hex");
    writeFileSync(join(out, target, name), bytes);
  }
}
console.log(Object.entries(seeds).map(([t, c]) => `${c.length} ${t}`).join(", ") + " seeds");
