// data/statements.txt -> the names and the order of the statements that a fix writes.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const file = "data/statements.txt";

function rowsOf(root) {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  const rows = [];
  lines.forEach((line, i) => {
    if (line.trim() === "" || line.startsWith("#")) return;
    const [kind, name, ...rest] = line.trim().split(/\s+/);
    rows.push({ kind, name, rest, where: `${file}:${i + 1}` });
  });
  return rows;
}

function check(rows) {
  const seen = new Map();
  const once = (what, where) => {
    if (seen.has(what)) throw new Error(`${where}: ${what} stands at ${seen.get(what)} too`);
    seen.set(what, where);
  };
  for (const { kind, name, rest, where } of rows) {
    if (kind === "basic" && /^[\w/-]+$/.test(name ?? "") && rest.length === 0) continue;
    if (kind !== "statement") throw new Error(`${where}: expected \`statement\` or \`basic NAME\``);
    // IAM accepts ASCII letters and digits in a Sid and nothing else.
    if (!/^[A-Za-z0-9]+$/.test(name ?? "")) throw new Error(`${where}: ${name} is no Sid`);
    if (rest.length === 0) throw new Error(`${where}: a statement needs an action`);
    once(name, where);
    for (const action of rest) {
      if (!/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action)) {
        throw new Error(`${where}: ${action} is no action`);
      }
      once(action, where);
    }
  }
}

function generate(root) {
  const rows = rowsOf(root);
  check(rows);
  const text = (s) => `RC_STR_INIT("${s}")`;
  const names = rows
    .filter((row) => row.kind === "statement")
    .flatMap(({ name, rest }) => rest.map((action) => `    {${text(action)}, ${text(name)}},\n`));
  const basics = rows
    .filter((row) => row.kind === "basic")
    .map(({ name }) => `    ${text(name)},\n`);
  return (
    `#include "fix/grants.h"\n\n` +
    `const rc_statement_name rc_statement_names[] = {\n${names.join("")}};\n` +
    `const size_t rc_n_statement_names = ${names.length};\n\n` +
    `const rc_str rc_basic_policies[] = {\n${basics.join("")}};\n` +
    `const size_t rc_n_basic_policies = ${basics.length};\n`
  );
}

export default { inputs: [file], output: "statement_names.c", generate };
