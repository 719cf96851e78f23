// Puts items through redaction, or another tool, and counts. A positive is found only if nothing of
// what must go stays; a negative is a false positive if any byte of it goes, and so is a positive
// of which something else goes.
import { spawnSync } from "node:child_process";

/** What tests/redact_edits.c says of bundles of { files: [{ path, bytes }], words }. */
export function redactBundles(program, bundles) {
  const parts = [];
  for (const { files, words = [] } of bundles) {
    parts.push(Buffer.from(`bundle ${files.length} ${words.length}\n`));
    for (const word of words) parts.push(Buffer.from(`word ${word}\n`));
    for (const { path, bytes } of files) {
      parts.push(Buffer.from(`file ${bytes.length} ${path}\n`), bytes, Buffer.from("\n"));
    }
  }
  const done = spawnSync(program, [], { input: Buffer.concat(parts), maxBuffer: 1 << 30 });
  if (done.status !== 0) throw new Error(`${program}: ${done.signal ?? done.stderr}`);
  const out = [];
  for (const line of done.stdout.toString("utf8").split("\n")) {
    const bundle = out[out.length - 1];
    if (line === "bundle") out.push([]);
    else if (line.startsWith("file ")) bundle.push({ path: line.slice(5), edits: [] });
    else if (line.startsWith("edit ")) {
      const [, start, end, detector, family, ...rest] = line.split(" ");
      bundle[bundle.length - 1].edits.push({
        start: Number(start),
        end: Number(end),
        detector,
        family,
        text: rest.join(" "),
      });
    }
  }
  return out;
}

/** The edits of each item, as [{ start, end, ... }]. */
export function redactItems(program, items) {
  const bundles = items.map(({ path, bytes, words }) => ({ files: [{ path, bytes }], words }));
  return redactBundles(program, bundles).map(([file]) => file.edits);
}

function isCovered([start, end], edits) {
  let at = start;
  for (const edit of edits) {
    if (edit.start <= at && edit.end > at) at = edit.end;
  }
  return at >= end;
}

// The first edit that takes a byte that neither must nor may go.
function spill(item, edits) {
  const allowed = [...item.hide, ...item.may].sort((a, b) => a[0] - b[0]);
  return edits.find((edit) => {
    let at = edit.start;
    for (const [start, end] of allowed) {
      if (start <= at && end > at) at = end;
    }
    return at < edit.end;
  });
}

const shown = ({ bytes }, { start, end }) => bytes.subarray(start, end).toString("utf8");

/** For redaction: { found, spilled } of a positive, { spilled } of a negative. */
export function judge(item, edits) {
  const missed = item.hide.filter((range) => !isCovered(range, edits));
  const over = spill(item, edits);
  return {
    found: item.hide.length > 0 && missed.length === 0,
    missed: missed.map(([start, end]) => shown(item, { start, end })),
    spilled: over !== undefined,
    over: over && `${shown(item, over)} (${over.detector})`,
  };
}

/** For a scanner: a warning anywhere in a positive is a find, and in a negative one too much. */
export function judgeScan(item, warnings) {
  const isPositive = item.hide.length > 0;
  return { found: isPositive && warnings > 0, spilled: !isPositive && warnings > 0 };
}

class Tally {
  constructor() {
    Object.assign(this, { positives: 0, found: 0, negatives: 0, wrong: 0 });
  }
  add(isPositive, { found, spilled }) {
    this[isPositive ? "positives" : "negatives"]++;
    if (isPositive && found) this.found++;
    if (spilled) this.wrong++;
  }
  get recall() {
    return this.positives === 0 ? 1 : this.found / this.positives;
  }
  get precision() {
    return this.found + this.wrong === 0 ? 1 : this.found / (this.found + this.wrong);
  }
}

/** Tallies: of all, of each group and of each detector. */
export function score({ positives, negatives }, judgements) {
  const all = new Tally();
  const groups = new Map();
  const detectors = new Map();
  const of = (map, key) => map.get(key) ?? map.set(key, new Tally()).get(key);
  [...positives, ...negatives].forEach((item, i) => {
    const isPositive = i < positives.length;
    const key = isPositive ? item.group : `kept: ${item.group}`;
    for (const tally of [all, of(groups, key)]) tally.add(isPositive, judgements[i]);
    if (isPositive) of(detectors, item.name).add(true, judgements[i]);
  });
  return { all, groups, detectors };
}

export const per = (part) => `${(100 * part).toFixed(1)} %`;
