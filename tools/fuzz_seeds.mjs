// Seeds for the fuzz targets from the cases of all pages and examples:
//
//   node tools/fuzz_seeds.mjs OUT      writes OUT/json, OUT/policy, OUT/message, OUT/pipeline, ...
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { allCases } from "../tests/lib/cases.mjs";

const out = process.argv[2];
if (!out) {
  console.error("usage: fuzz_seeds.mjs OUT");
  process.exit(2);
}

const seeds = { json: [], policy: [], message: [], pipeline: [], redact: [] };

function addFile({ path, bytes }) {
  const text = bytes.toString("utf8");
  if (!path.endsWith(".json")) seeds.message.push(bytes);
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

for (const tested of allCases()) {
  tested.files.forEach(addFile);
  if (tested.files.length === 0) continue;
  seeds.pipeline.push(bundleSeed(tested, pipelineBits(tested.flags)));
  seeds.redact.push(bundleSeed(tested, 4));
}
for (const [target, contents] of Object.entries(seeds)) {
  mkdirSync(join(out, target), { recursive: true });
  for (const bytes of contents) {
    const name = createHash("sha1").update(bytes).digest("hex");
    writeFileSync(join(out, target, name), bytes);
  }
}
console.log(Object.entries(seeds).map(([t, c]) => `${c.length} ${t}`).join(", ") + " seeds");
