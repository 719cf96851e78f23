// docs/messages/*.md -> messages.c
//
// A page holds definitions of messages and their cases. A definition is a block
//
//   ```message
//   id: dial-timeout
//   kind: tail                      whole (default), stage, host, tail, denial, clause, elsewhere
//   pattern: dial tcp <address>: i/o timeout        repeated for other wordings
//   exact: AGENT                    the whole of a member that holds a reason, nothing else
//   only: one-segment               one-segment: <image> has no slash; unknown-suffix: <host> does
//                                   not end in a DNS suffix of AWS; within-launch: behind a stage
//   phase: stage                    a phase; `stage` takes that of the stage before it
//   in: manifest layers             only behind stages of these phases
//   cause: network
//   certainty: certain              certain, likely, possible
//   rank: 2                         of two causes in one text the higher rank is the answer
//   opens: yes                      stage: a new error text begins here
//   shared: yes                     whole: other programs write it too
//   alone: yes                      stage: reported as undecidable when no cause follows
//   service: Amazon ECR             stage
//   meaning: one sentence without final period; {names} of holes, {service}, {role}
//   help: what to do
//   help-private: ... help-public: ...   by the kind of address in <address>
//   policy: session                 clause: the type of policy that refused
//   caller: the task role           who called, where the phase does not tell it
//   source: D1 D3
//   ```
//
// In a pattern a blank stands for any run of blanks, <name> for a word and <...> for any text up to
// the end of the paragraph; upper and lower case are the same. A block `actions` lists the calls of
// a deployer: `service:Action phase` and words of which the resource must hold one.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const FOLDER = "docs/messages";
const KINDS = ["whole", "stage", "host", "tail", "denial", "clause", "elsewhere"];
const CERTAINTIES = ["certain", "likely", "possible"];
const DEFAULT_RANK = { whole: 3, stage: 0, host: 0, tail: 2, denial: 3, clause: 4, elsewhere: 0 };
const KEYS = [
  "id", "kind", "pattern", "exact", "only", "phase", "in", "cause", "certainty", "rank", "opens",
  "shared", "alone", "service", "caller", "policy", "meaning", "help",
  "help-private", "help-public",
  "source",
];
const CONDITIONS = ["one-segment", "unknown-suffix", "within-launch"];
// facts launch-errors, "Words for causes"
const CAUSES = (
  "identity-policy-missing explicit-deny resource-policy endpoint-policy boundary session-policy " +
  "scp rcp kms trust-policy wrong-role network network-route network-sg nacl dns " +
  "endpoint-missing image-missing secret-missing registry-credentials-missing config config-typo " +
  "platform-mismatch rate-limit service-quota capacity disk memory service-side slr-missing " +
  "instance image-content application undecidable"
).split(" ");
const PHASES = (
  "register place provision-network assume-role registry-auth manifest layers secrets env-files " +
  "logs volumes start run"
).split(" ");

const phaseName = (phase) => `RC_PHASE_${phase.toUpperCase().replaceAll("-", "_")}`;

function fail(at, what) {
  throw new Error(`${at}: ${what}`);
}

// Blocks of a page with the info string `info`, each with its lines.
function blocksOf(root, file, info) {
  const blocks = [];
  let open = null;
  let foreign = null;
  readFileSync(join(root, file), "utf8").split("\n").forEach((line, index) => {
    const at = `${file}:${index + 1}`;
    const fence = /^(`{3,})(.*)$/.exec(line);
    if (open && line.startsWith("```")) {
      blocks.push(open);
      open = null;
    } else if (open) {
      open.lines.push({ text: line, at });
    } else if (foreign) {
      if (fence && fence[2].trim() === "" && fence[1].length >= foreign) foreign = null;
    } else if (fence && fence[2].trim() === info) {
      open = { at, lines: [] };
    } else if (fence) {
      foreign = fence[1].length;
    }
  });
  return blocks;
}

function fieldsOf(block) {
  const found = { at: block.at, pattern: [] };
  for (const { text, at } of block.lines) {
    if (text.trim() === "") continue;
    const [, key, value] = /^([a-z-]+): *(.*)$/.exec(text) ?? fail(at, "expected `key: value`");
    if (!KEYS.includes(key)) fail(at, `unknown key ${key}`);
    if (value === "") fail(at, `${key} is empty`);
    if (key === "pattern" || key === "exact") {
      found.pattern.push({ text: value, at, exact: key === "exact" });
    }
    else if (key in found) fail(at, `${key} is given twice`);
    else found[key] = value;
  }
  return found;
}

function checkMessage(m) {
  m.kind ??= "whole";
  if (!m.id || !/^[a-z0-9-]+$/.test(m.id)) fail(m.at, "a message needs an id of a-z, 0-9 and -");
  if (!KINDS.includes(m.kind)) fail(m.at, `no such kind: ${m.kind}`);
  if (m.pattern.length === 0) fail(m.at, `${m.id} has no pattern`);
  const speaks = !["stage", "host", "elsewhere"].includes(m.kind) || m.alone === "yes";
  if (speaks) {
    for (const key of ["cause", "certainty", "meaning", "help"]) {
      if (!m[key]) fail(m.at, `${m.id} has no ${key}`);
    }
    if (!CAUSES.includes(m.cause)) fail(m.at, `${m.cause} is no word for a cause`);
    if (!CERTAINTIES.includes(m.certainty)) fail(m.at, `no such certainty: ${m.certainty}`);
    if (/[.!]$/.test(m.meaning)) fail(m.at, "a meaning ends without a period");
  }
  if (m.phase && ![...PHASES, "stage"].includes(m.phase)) fail(m.at, `no such phase: ${m.phase}`);
  if (m.only && !CONDITIONS.includes(m.only)) fail(m.at, `no such condition: ${m.only}`);
  const phaseless = ["elsewhere", "denial", "clause"].includes(m.kind);
  if (!m.phase && !phaseless) fail(m.at, `${m.id} has no phase`);
  return m;
}

// How often four characters stand in the pages, which hold what logs hold: the words of English and
// of AWS, real texts, and hosts.
function countGrams(texts) {
  const counts = new Map();
  for (const text of texts) {
    const lower = text.toLowerCase();
    for (let i = 0; i + 4 <= lower.length; i++) {
      const gram = lower.slice(i, i + 4);
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  }
  return counts;
}

// A blank of the pattern may be any of these in the text.
const BLANKS = [" ", "\n", "\r", "\t"];

// The scan looks at every other place, so that of five characters in a row it sees the first four
// or the last four: both lead to the pattern. Of the first literal the rarest five are taken; a
// blank may only be the last of them, for in the text it may be several.
function gramsOf({ text, at }, counts) {
  const literal = text.split("<")[0];
  const countOf = (gram) => counts.get(gram.toLowerCase()) ?? 0;
  let best = null;
  for (let i = 0; i + 5 <= literal.length; i++) {
    const window = literal.slice(i, i + 5);
    const usable = !/[ ']/.test(window.slice(0, 4)) && window[4] !== "'";
    const count = countOf(window.slice(0, 4)) + countOf(window.slice(1));
    if (usable && (!best || count < best.count)) best = { window, offset: i, count };
  }
  if (!best) fail(at, "a pattern begins with five characters in a row, a blank at most the last");
  const { window, offset } = best;
  const lasts = window[4] === " " ? BLANKS : [window[4]];
  return [
    { value: gramValue(window.slice(0, 4)), offset },
    ...lasts.map((last) => ({ value: gramValue(window.slice(1, 4) + last), offset: offset + 1 })),
  ];
}

/** The upper bits of the hash in src/launch/message_scan.c: its table is in the order of these. */
const bucketOf = (value) => Math.imul(value, 2654435761) >>> 22;

function gramValue(text) {
  const bytes = [...text].map((c) => c.charCodeAt(0) | 0x20);
  return (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;
}

const literalText = (text) =>
  /^[\x20-\x7e]*$/.test(text)
    ? `RC_STR_INIT("${text.replace(/[\\"?]/g, (c) => `\\${c}`)}")`
    : (() => { throw new Error(`not plain ASCII: ${text}`); })();

function checkPattern({ text, at }) {
  if (/[^\x20-\x7e]/.test(text)) fail(at, "patterns are plain ASCII");
  if (/  /.test(text)) fail(at, "two blanks: one stands for any number");
  if (/<(?![a-z]+>|\.\.\.>)/.test(text)) fail(at, "holes are <name> or <...>");
  if (/>(?=<)/.test(text)) fail(at, "two holes need text between them");
  if (text.split("<...>").length > 2) fail(at, "one <...> is enough");
  if (/<\.\.\.>$/.test(text)) fail(at, "a pattern does not end in <...>");
}

function ruleOf(m) {
  m.pattern.forEach(checkPattern);
  const bits = (m.in ?? "").split(" ").filter(Boolean).map((phase) => {
    if (!PHASES.includes(phase)) fail(m.at, `no such phase: ${phase}`);
    return `1u << ${phaseName(phase)}`;
  });
  const fixed = m.phase && m.phase !== "stage" ? m.phase : "register";
  const parts = {
    id: literalText(m.id),
    kind: `RC_MESSAGE_${m.kind.toUpperCase()}`,
    phase_of_stage: String(m.phase === "stage"),
    phase: phaseName(fixed),
    only_in: bits.join(" | ") || "0",
    rank: m.rank ?? DEFAULT_RANK[m.kind],
    opens: String(m.opens === "yes"),
    alone: String(m.alone === "yes"),
    shared: String(m.shared === "yes"),
    certainty: `RC_${(m.certainty ?? "possible").toUpperCase()}`,
    cause: literalText(m.cause ?? ""),
    service: literalText(m.service ?? ""),
    meaning: literalText(m.meaning ?? ""),
    help: literalText(m.help ?? ""),
    help_private: literalText(m["help-private"] ?? ""),
    help_public: literalText(m["help-public"] ?? ""),
    caller: literalText(m.caller ?? ""),
    policy: literalText(m.policy ?? ""),
    only: m.only ? `RC_ONLY_${m.only.toUpperCase().replace("-", "_")}` : "RC_ONLY_ANY",
  };
  return Object.entries(parts)
    .filter(([, value]) => !NOTHING.includes(value))
    .map(([key, value]) => `     .${key} = ${value}`)
    .join(",\n");
}

// What C fills in by itself.
const NOTHING = ['RC_STR_INIT("")', "false", "0", "RC_ONLY_ANY"];

function patternOf({ text, exact, rule }) {
  const weight = text.replace(/<[^>]*>/g, "").length;
  return `    {${literalText(text)}, ${rule}, ${weight}, ${exact}},\n`;
}

function actionsOf(root, file) {
  return blocksOf(root, file, "actions").flatMap((block) =>
    block.lines.filter(({ text }) => text.trim() !== "").map(({ text, at }) => {
      const [action, phase, ...hints] = text.trim().split(/\s+/);
      if (!/^[a-z0-9-]+:[A-Za-z]+$/.test(action)) fail(at, `${action} is no action`);
      if (!PHASES.includes(phase)) fail(at, `no such phase: ${phase}`);
      const words = literalText(hints.join(" "));
      return `    {${literalText(action)}, ${phaseName(phase)}, ${words}},\n`;
    }),
  );
}

function generate(root) {
  const files = readdirSync(join(root, FOLDER)).filter((f) => f.endsWith(".md")).sort();
  const paths = files.map((f) => `${FOLDER}/${f}`);
  const seen = new Map();
  const messages = paths.flatMap((file) =>
    blocksOf(root, file, "message").map((block) => checkMessage(fieldsOf(block))));
  for (const m of messages) {
    if (seen.has(m.id)) fail(m.at, `${m.id} stands at ${seen.get(m.id)} already`);
    seen.set(m.id, m.at);
  }
  const counts = countGrams(paths.map((file) => readFileSync(join(root, file), "utf8")));
  const patterns = messages.flatMap((m, rule) => m.pattern.map((p) => ({ ...p, rule })));
  const grams = patterns
    .flatMap((pattern, index) => gramsOf(pattern, counts).map((gram) => ({ ...gram, index })))
    .sort(
      (a, b) =>
        bucketOf(a.value) - bucketOf(b.value) || a.value - b.value || a.index - b.index,
    );
  return [
    `#include "launch/message.h"\n\n`,
    `const rc_message_rule rc_message_rules[] = {\n`,
    ...messages.map((m) => `    {\n${ruleOf(m)},\n    },\n`),
    `};\nconst size_t rc_n_message_rules = RC_COUNT_OF(rc_message_rules);\n\n`,
    `const rc_message_pattern rc_message_patterns[] = {\n`,
    ...patterns.map(patternOf),
    `};\nconst size_t rc_n_message_patterns = RC_COUNT_OF(rc_message_patterns);\n\n`,
    `const rc_message_action rc_message_actions[] = {\n`,
    ...paths.flatMap((file) => actionsOf(root, file)),
    `};\nconst size_t rc_n_message_actions = RC_COUNT_OF(rc_message_actions);\n\n`,
    `const rc_message_gram rc_message_grams[] = {\n`,
    ...grams.map(
      ({ value, index, offset }) =>
        `    {UINT32_C(0x${value.toString(16)}), ${index}, ${offset}},\n`,
    ),
    `};\nconst size_t rc_n_message_grams = RC_COUNT_OF(rc_message_grams);\n`,
  ].join("");
}

export default { inputs: [`${FOLDER}/*.md`], output: "messages.c", generate };
