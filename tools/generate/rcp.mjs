// data/catalogue/*.txt and data/rcp.txt -> rcp_services.c
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FOLDER, readCatalogue } from "./common_catalogue.mjs";
import { fail, literal } from "./common_blocks.mjs";

const FILE = "data/rcp.txt";

function readExempt(root) {
  const names = [];
  readFileSync(join(root, FILE), "utf8")
    .split("\n")
    .forEach((line, index) => {
      if (line === "" || line.startsWith("#")) return;
      const [, name] = /^exempt (\S+:\S+)$/.exec(line) ?? [];
      if (!name || names.includes(name)) fail(`${FILE}:${index + 1}`, "no new `exempt ACTION`");
      names.push(name);
    });
  return names;
}

function list(symbol, names) {
  const rows = names.map((name) => `    RC_STR_INIT(${literal(name)}),\n`).join("");
  const count = symbol.replace("rc_", "rc_n_");
  const length = `const size_t ${count} = RC_COUNT_OF(${symbol});\n`;
  return `const rc_str ${symbol}[] = {\n${rows}};\n${length}`;
}

function generate(root) {
  const services = readCatalogue(root).services.filter((service) => service.underResourceControl);
  return [
    `#include "aws/tables.h"\n`,
    list("rc_rcp_services", services.map((service) => service.prefix)),
    list("rc_rcp_exempt", readExempt(root)),
  ].join("\n");
}

export default { inputs: [FILE, `${FOLDER}/*.txt`], output: "rcp_services.c", generate };
