// What has to hold when a template that was broken is mended by `fix`.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { applyEdits, run, withFolder } from "./cases.mjs";
import { changesBeyond, styleFaults } from "./template_edits.mjs";
import { undeclared } from "./template_references.mjs";
import { parseAll } from "./template_trees.mjs";

const timeout = 180_000; // a large configuration, on a machine that has more to do

// A folder is looked through; one file is named, and then read whatever its name is.
const named = (files) => (files.length === 1 ? files[0].path : ".");

/** The report of `rolecall VERB` on files in a folder of their own, and its exit status. */
export function report(files, flags, verb) {
  return withFolder(files, (folder) => {
    const words = [verb, "--format", "json", named(files), ...flags];
    const done = run(words, { cwd: folder, timeout });
    if (done.status > 1) throw new Error(`${verb} exits ${done.status}: ${done.stderr}`);
    return { status: done.status, ...JSON.parse(done.stdout) };
  });
}

export const errorsOf = (findings) => findings.filter(({ severity }) => severity === "error");
export const spelled = ({ code, location, message }) =>
  `${code} ${location?.file}:${location?.line} ${message}`;

function merged(files, changed) {
  const bytesOf = new Map(files.map(({ path, bytes }) => [path, bytes]));
  for (const { path, bytes } of changed) bytesOf.set(path, bytes);
  return [...bytesOf].map(([path, bytes]) => ({ path, bytes }));
}

/** The finding leaves the change to a person, and says so. */
export const isLeft = ({ fix }) =>
  fix?.applicability === "display" && fix.summary.endsWith("by hand");

/** Every one does. */
export const isLeftToPerson = (first) => errorsOf(first.findings).every(isLeft);

// What `fix --write` leaves is what the report's edits make of the bytes that were there.
function* writtenOtherwise(broken, flags, fixed) {
  yield* withFolder(broken, (folder) => {
    run(["fix", "--write", "--quiet", named(broken), ...flags], { cwd: folder, timeout });
    return fixed
      .filter(({ path, bytes }) => {
        const there = join(folder, path);
        return !existsSync(there) || Buffer.compare(readFileSync(there), bytes) !== 0;
      })
      .map(({ path }) => `${path} is not written as the edits say`);
  });
}

/** Checks fixes one by one, and what they mean all at once, when `close` is called. */
export class FixChecks {
  #outcome;
  #done = []; // { name, kind, broken, fixed }

  constructor(outcome) {
    this.#outcome = outcome;
  }

  /** `first` is the report of `fix` on `broken`; the files as they are then. `others` are errors
   *  that have nothing to do with the break. */
  check(name, kind, broken, flags, first, others = []) {
    const faults = [];
    if (first.status !== 0 && others.length === 0) faults.push(`fix exits ${first.status}`);
    if (!first.proof?.holds) faults.push("the proof does not hold");
    const fixed = merged(broken, applyEdits(broken, first.fixes));
    faults.push(...styleFaults(broken, fixed, first.fixes));
    faults.push(...writtenOtherwise(broken, flags, fixed));
    const before = new Set(errorsOf(first.findings).map(({ message }) => message));
    const known = new Set(others.map(({ message }) => message));
    for (const error of errorsOf(report(fixed, flags, "check").findings)) {
      if (known.has(error.message)) continue;
      const told = before.has(error.message) ? "not mended" : "new";
      faults.push(`${told}: ${spelled(error)}`);
    }
    const second = report(fixed, flags, "fix");
    if (second.fixes.length > 0) faults.push("a second fix changes something");
    for (const fault of faults) this.#outcome.fault(`${name}: ${fault}`);
    this.#done.push({ name, kind, broken, fixed });
    return fixed;
  }

  #compare({ name, kind, broken, fixed }, treesOf) {
    const before = undeclared(broken, treesOf);
    const faults = [...undeclared(fixed, treesOf)]
      .filter((place) => !before.has(place))
      .map((place) => `nobody declares ${place}`);
    for (const file of fixed) {
      const now = treesOf(file);
      const then = treesOf(broken.find(({ path }) => path === file.path) ?? file);
      if (!now || then?.fault) continue;
      if (now.fault) faults.push(`${file.path} does not parse: ${now.fault}`);
      else {
        for (const place of changesBeyond(kind, file.path, then.trees, now.trees)) {
          faults.push(`${file.path}: ${place} changed, which has no part in this`);
        }
      }
    }
    for (const fault of faults) this.#outcome.fault(`${name}: ${fault}`);
  }

  /** Asks the independent parsers; `others` ({ name, files }) have to parse, too. */
  async close(others) {
    const treesOf = await parseAll([
      ...others.flatMap(({ files }) => files),
      ...this.#done.flatMap(({ broken, fixed }) => [...broken, ...fixed]),
    ]);
    for (const { name, files } of others) {
      for (const file of files) {
        const fault = treesOf(file)?.fault;
        if (fault) this.#outcome.fault(`${name}: ${file.path} does not parse: ${fault}`);
      }
    }
    for (const each of this.#done) this.#compare(each, treesOf);
  }
}
