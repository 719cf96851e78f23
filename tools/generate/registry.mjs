// The folder is the registry: a check, a reader or an output format is one file, listed nowhere.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

function membersOf(root, folder) {
  const path = join(root, folder);
  const files = existsSync(path) ? readdirSync(path) : [];
  return files
    .filter((f) => f.endsWith(".c") && !f.startsWith("common_") && f !== "registry.c")
    .sort()
    .map((file) => ({ file: `${folder}/${file}`, stem: file.slice(0, -2) }));
}

// The text of `const TYPE PREFIX_<stem> = ...`, or an error that says what the file lacks.
function recordOf(root, { file, stem }, type, prefix) {
  const text = readFileSync(join(root, file), "utf8");
  const at = text.search(new RegExp(`^const ${type} ${prefix}_${stem}\\s*=`, "m"));
  if (at < 0) throw new Error(`${file}:1: \`const ${type} ${prefix}_${stem}\` is not defined here`);
  return { text: text.slice(at), line: text.slice(0, at).split("\n").length };
}

/** `only`: [macro, stem]; with the macro defined that member alone is registered. */
function table({ header, type, prefix, array, count, only }, members) {
  const externs = members.map(({ stem }) => `extern const ${type} ${prefix}_${stem};\n`).join("");
  const rows = members
    .map(({ stem }) => ({ stem, row: `    &${prefix}_${stem},\n` }))
    .map(({ stem, row }) => (only && stem !== only[1] ? `#ifndef ${only[0]}\n${row}#endif\n` : row))
    .join("");
  return (
    `#include "${header}"\n\n${externs}\n` +
    `const ${type} *const ${array}[] = {\n${rows || "    NULL,\n"}};\n` +
    `const size_t ${count} = ${members.length === 0 ? 0 : `sizeof ${array} / sizeof *${array}`};\n`
  );
}

function codeOf(root, member) {
  const record = recordOf(root, member, "rc_check", "rc_check");
  const where = `${member.file}:${record.line}`;
  const code = /"(RC\d{3})"/.exec(record.text)?.[1];
  if (!code) throw new Error(`${where}: the record has no code like "RC101"`);
  const name = member.stem.replaceAll("_", "-");
  if (!record.text.includes(`"${name}"`)) {
    throw new Error(`${where}: the record of this file must be named "${name}"`);
  }
  return code;
}

function checksByCode(root) {
  const members = membersOf(root, "src/check").map((m) => ({ ...m, code: codeOf(root, m) }));
  members.sort((a, b) => (a.code < b.code ? -1 : 1));
  members.forEach((member, i) => {
    if (i > 0 && members[i - 1].code === member.code) {
      throw new Error(`${member.file}:1: ${members[i - 1].file} has the code ${member.code} too`);
    }
  });
  return members;
}

function registry(output, folder, names, list) {
  return { inputs: [`${folder}/*.c`], output, generate: (root) => table(names, list(root)) };
}

function checkedMembers(folder, type, prefix) {
  return (root) => {
    const members = membersOf(root, folder);
    for (const member of members) recordOf(root, member, type, prefix);
    return members;
  };
}

export default [
  registry(
    "check_registry.c",
    "src/check",
    {
      header: "check/check.h",
      type: "rc_check",
      prefix: "rc_check",
      array: "rc_checks",
      count: "rc_n_checks",
    },
    checksByCode,
  ),
  registry(
    "read_registry.c",
    "src/read",
    {
      header: "read/read.h",
      type: "rc_reader",
      prefix: "rc_reader",
      array: "rc_readers",
      count: "rc_n_readers",
    },
    checkedMembers("src/read", "rc_reader", "rc_reader"),
  ),
  registry(
    "report_registry.c",
    "src/report",
    {
      header: "report/report.h",
      type: "rc_reporter",
      prefix: "rc_reporter",
      array: "rc_reporters",
      count: "rc_n_reporters",
      only: ["RC_JSON_ONLY", "json"], // the page shows no report that was made for a terminal
    },
    checkedMembers("src/report", "rc_reporter", "rc_reporter"),
  ),
];
