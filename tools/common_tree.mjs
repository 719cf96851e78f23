// What the checks of the source tree share.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const skipped = new Set([".git", "build", "node_modules"]);

/** Paths, relative to the root, of the files below `folder` whose names match, sorted. */
export function filesBelow(folder, pattern) {
  const found = [];
  const walk = (path) => {
    for (const name of readdirSync(path)) {
      const full = join(path, name);
      if (skipped.has(name)) continue;
      if (statSync(full).isDirectory()) walk(full);
      else if (pattern.test(name)) found.push(relative(root, full));
    }
  };
  if (statSync(join(root, folder), { throwIfNoEntry: false })) walk(join(root, folder));
  return found.sort();
}

export function readText(path) {
  return readFileSync(join(root, path), "utf8");
}

/** C text with comments and the insides of literals blanked out; line numbers stay. */
export function withoutComments(text) {
  const blank = (s) => s.replace(/[^\n]/g, " ");
  return text.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g,
    (m) => (m[0] === "/" ? blank(m) : m[0] + blank(m.slice(1, -1)) + m[0]),
  );
}

/** Prints the faults and ends the program: 0 if there are none. */
export function finish(name, count, faults) {
  for (const fault of faults) console.log(fault);
  console.log(`${name}: ${count} looked at, ${faults.length} faults`);
  process.exit(faults.length > 0 || count === 0 ? 1 : 0);
}
