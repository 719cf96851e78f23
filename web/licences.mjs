// The notices of the packages that are in a script, for a comment at its head: whoever copies the page
// copies them along. All of them have the same permission text; the build stops at another one.
import { readFileSync } from "node:fs";
import { join } from "node:path";

function partsOf(text) {
  const [, copyright, permission] = /^(?:MIT License\s+)?(Copyright[^\n]*)\n+([^]*)$/.exec(text) ?? [];
  return { copyright, permission: permission?.replace(/\s+/g, " ").trim() };
}

/** `inputs`: the paths of a bundle's files, as esbuild's metafile names them. */
export function licenceComment(root, inputs) {
  const packages = new Set();
  for (const path of inputs) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path);
    if (found) packages.add(found[1]);
  }
  const permission = readFileSync(join(root, "tools/licenses/codemirror.txt"), "utf8").trim();
  const lines = [...packages].sort().map((name) => {
    const folder = join(root, "node_modules", name);
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const parts = partsOf(readFileSync(join(folder, "LICENSE"), "utf8"));
    if (parts.permission !== permission.replace(/\s+/g, " ")) {
      throw new Error(`${name}: its licence is not the one in tools/licenses/codemirror.txt`);
    }
    return `${name} ${version}: ${parts.copyright}`;
  });
  return lines.length === 0 ? "" : `/*!\n${lines.join("\n")}\n\n${permission}\n*/\n`;
}
