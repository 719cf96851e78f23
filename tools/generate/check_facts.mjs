// data/exposures.txt, endpoints.txt and scopes.txt -> check_facts.c
import { readFileSync } from "node:fs";
import { join } from "node:path";

const TABLES = [
  { file: "data/exposures.txt", array: "rc_exposures", kinds: null, columns: 2 },
  { file: "data/endpoints.txt", array: "rc_endpoints", kinds: null, columns: 2 },
  { file: "data/scopes.txt", array: "rc_scopes", kinds: ["action", "service"], columns: 3 },
];

function rowsOf(root, { file, kinds, columns }) {
  const rows = [];
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  lines.forEach((line, i) => {
    const where = `${file}:${i + 1}`;
    if (line.trim() === "" || line.startsWith("#")) return;
    const cells = line.split("|").map((cell) => cell.trim());
    if (cells.length !== columns || cells.some((cell) => cell === "")) {
      throw new Error(`${where}: expected ${columns} columns separated by |`);
    }
    if (kinds && !kinds.includes(cells[0])) throw new Error(`${where}: no such kind: ${cells[0]}`);
    const [kind, key, text] = kinds ? cells : ["", ...cells];
    if (rows.some((row) => row.kind === kind && row.key === key)) {
      throw new Error(`${where}: ${key} stands here twice`);
    }
    rows.push({ kind, key, text: text ?? "" });
  });
  return rows;
}

const literal = (text) => `RC_STR_INIT(${JSON.stringify(text).replaceAll("?", "\\?")})`;

function tableOf(root, table) {
  const rows = rowsOf(root, table)
    .map((row) => `    {${literal(row.kind)}, ${literal(row.key)}, ${literal(row.text)}},\n`)
    .join("");
  return (
    `const rc_fact ${table.array}[] = {\n${rows}};\n` +
    `const size_t ${table.array.replace("rc_", "rc_n_")} = RC_COUNT_OF(${table.array});\n`
  );
}

export default {
  inputs: TABLES.map((table) => table.file),
  output: "check_facts.c",
  generate: (root) =>
    `#include "check/facts.h"\n\n${TABLES.map((table) => tableOf(root, table)).join("\n")}`,
};
