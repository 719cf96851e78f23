// The library has no writable state: nothing stands in its writable sections. The section counts,
// not the letter that nm prints: constants that hold addresses are in .data.rel.ro. Asked are the
// archive of ROLECALL_ARCHIVE (clang-release's), and the link map of the module where there is one.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finish, root } from "./common_tree.mjs";

const archive = process.env.ROLECALL_ARCHIVE ?? join(root, "build/clang-release/librolecall.a");
const map = join(root, "build/wasm/rolecall.map");
const writable = /^\.(data|bss|tdata|tbss)(?!\.rel\.ro)/;

// Lines of `objdump -t`: address, flags, section, size, name.
const symbol = /^[0-9a-f]+ .{7} (\S+)\s+([0-9a-f]+)\s+(.*)$/;

const symbolsOf = (file) =>
  execFileSync("objdump", ["-t", file], { encoding: "utf8", maxBuffer: 1 << 28 });

// gcc's objects that wait for the link hold no sections yet: they are linked into one that does.
function symbols() {
  const table = symbolsOf(archive);
  if (!table.includes("__gnu_lto_slim")) return table;
  const folder = mkdtempSync(join(tmpdir(), "rolecall-"));
  try {
    const whole = join(folder, "rolecall.o");
    const link = ["-O1", "-r", "-flinker-output=nolto-rel", "-nostdlib", "-Wl,--whole-archive"];
    execFileSync("gcc", [...link, archive, "-o", whole]);
    return `${archive}.o:     file format\n${symbolsOf(whole)}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const faults = [];
let object = "";
let count = 0;
for (const line of symbols().split("\n")) {
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

// Lines of the map: address, offset, size, `object:(section)`. What libc brings is its own.
for (const line of existsSync(map) ? readFileSync(map, "utf8").split("\n") : []) {
  const [, size, file, section] = /^\s*\S+\s+\S+\s+(\S+)\s+(\S+):\((\.\S+)\)$/.exec(line) ?? [];
  if (!section) continue;
  count++;
  if (writable.test(section) && parseInt(size, 16) > 0 && !file.includes("libc.a")) {
    faults.push(`${map}: ${file} has ${section}`);
  }
}
finish("check_globals", count, faults);
