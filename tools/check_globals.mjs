// The library has no writable state: nothing stands in its writable sections. The section counts,
// not the letter that nm prints: constants that hold addresses are in .data.rel.ro.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { finish, root } from "./common_tree.mjs";

const archive = process.env.ROLECALL_ARCHIVE ?? join(root, "build/clang-release/librolecall.a");
const writable = /^\.(data|bss|tdata|tbss)(?!\.rel\.ro)/;

// Lines of `objdump -t`: address, flags, section, size, name.
const symbol = /^[0-9a-f]+ .{7} (\S+)\s+([0-9a-f]+)\s+(.*)$/;

const table = execFileSync("objdump", ["-t", archive], { encoding: "utf8", maxBuffer: 1 << 28 });
const faults = [];
let object = "";
let count = 0;
for (const line of table.split("\n")) {
  const member = /^(\S+\.o):\s+file format/.exec(line);
  if (member) object = member[1];
  const [, section, size, name] = symbol.exec(line) ?? [];
  if (!section) continue;
  count++;
  const isSection = name === section;
  if ((writable.test(section) || section === "*COM*") && !isSection && parseInt(size, 16) > 0) {
    faults.push(`${object}: ${name} stands in ${section}`);
  }
}
finish("check_globals", count, faults);
