// Seeds for the fuzz targets from the cases of all pages and examples:
//
//   node tools/fuzz_seeds.mjs OUT      writes OUT/json, OUT/policy, OUT/message ...
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { allCases } from "../tests/lib/cases.mjs";

const out = process.argv[2];
if (!out) {
  console.error("usage: fuzz_seeds.mjs OUT");
  process.exit(2);
}

const seeds = { json: [], yaml: [], hcl: [], policy: [], message: [], pipeline: [], query: [] };

function addFile({ path, bytes }) {
  const text = bytes.toString("utf8");
  if (/\.(tf|tfvars|tpl)$/.test(path)) seeds.hcl.push(bytes);
  else if (/\.ya?ml$/.test(path)) seeds.yaml.push(bytes);
  else if (!path.endsWith(".json")) seeds.message.push(bytes);
  else {
    seeds.json.push(bytes);
    if (text.includes('"Statement"')) seeds.policy.push(bytes);
    if (text.includes("stoppedReason")) seeds.message.push(bytes);
  }
}

// The form of fuzz_pipeline.c: option bits, then files `path LF bytes`, separated by FS.
function pipelineSeed({ files, flags }) {
  let bits = 1;
  if (flags.includes("--basic")) bits |= 2;
  if (flags.includes("--remove-from-task-role")) bits |= 4;
  if (flags.includes("EC2")) bits |= 16;
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

for (const tested of allCases()) {
  tested.files.forEach(addFile);
  if (tested.files.length > 0) seeds.pipeline.push(pipelineSeed(tested));
}
seeds.query = seeds.policy.map((bytes, i) => querySeed(bytes.toString("utf8"), i));
for (const [target, contents] of Object.entries(seeds)) {
  mkdirSync(join(out, target), { recursive: true });
  for (const bytes of contents) {
    const name = createHash("sha1").update(bytes).digest("hex");
    writeFileSync(join(out, target, name), bytes);
  }
}
console.log(Object.entries(seeds).map(([t, c]) => `${c.length} ${t}`).join(", ") + " seeds");
