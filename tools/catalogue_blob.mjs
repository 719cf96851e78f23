// Writes the service catalogue as a file of its own, for programs that load it when they need it:
// the same bytes as in the native build.
//
//   node tools/catalogue_blob.mjs OUT
import { writeFileSync } from "node:fs";
import { root } from "./common_tree.mjs";
import { encode } from "./generate/catalogue.mjs";

const [out] = process.argv.slice(2);
if (!out) throw new Error("usage: node tools/catalogue_blob.mjs OUT");
writeFileSync(out, encode(root));
