// data/rcp.txt -> rcp.c
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fail, literal } from "./common_blocks.mjs";

const FILE = "data/rcp.txt";

function generate(root) {
  const rows = { service: [], exempt: [] };
  readFileSync(join(root, FILE), "utf8")
    .split("\n")
    .forEach((line, index) => {
      if (line === "" || line.startsWith("#")) return;
      const [kind, name, ...rest] = line.split(" | ");
      const at = `${FILE}:${index + 1}`;
      if (!rows[kind] || !name || rest.length > 0) {
        fail(at, "a line is `service | prefix` or `exempt | action`");
      }
      if (rows[kind].includes(name)) fail(at, `${name} stands twice`);
      rows[kind].push(name);
    });
  const list = (symbol, names) =>
    `const rc_str ${symbol}[] = {\n` +
    names.map((name) => `    RC_STR_INIT(${literal(name)}),\n`).join("") +
    `};\nconst size_t ${symbol.replace("rc_", "rc_n_")} = RC_COUNT_OF(${symbol});\n\n`;
  return (
    `#include "aws/tables.h"\n\n` +
    list("rc_rcp_services", rows.service) +
    list("rc_rcp_exempt", rows.exempt)
  );
}

export default { inputs: [FILE], output: "rcp.c", generate };
