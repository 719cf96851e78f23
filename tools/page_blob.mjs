// The page for a web server as C, for `rolecall serve`:
//   node tools/page_blob.mjs --site build/web/site --out served_page.c
// Every file is kept compressed, with the headers that the site's own `_headers` wants for it.
// Without a site the list is empty: the command then says so.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";

const { values: flags } = parseArgs({
  options: { site: { type: "string", default: "" }, out: { type: "string" } },
});

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
};

// Blocks of `/path` and, below it and indented, `Name: value`.
function readHeaders(text) {
  const blocks = new Map();
  let block;
  for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
    const [, name, value] = /^\s+([\w-]+): (.*)$/.exec(line) ?? [];
    if (name) block.push([name, value]);
    else blocks.set(line, (block = []));
  }
  return blocks;
}

function readSite(folder) {
  if (folder === "" || !existsSync(join(folder, "_headers"))) return { files: [], paths: [] };
  const blocks = readHeaders(readFileSync(join(folder, "_headers"), "utf8"));
  const names = readdirSync(folder).filter((name) => name !== "_headers").sort();
  const files = names.map((name) => {
    const type = types[extname(name)];
    if (!type) throw new Error(`${folder}/${name}: its type is not known`);
    const gzip = gzipSync(readFileSync(join(folder, name)), { level: 9 });
    gzip[9] = 255; // the operating system on which this was made
    const etag = `"${createHash("sha256").update(gzip).digest("hex").slice(0, 32)}"`;
    return { name, type, gzip, etag };
  });
  const paths = [...blocks].map(([path, headers]) => {
    const file = files.findIndex(({ name }) => name === (path.slice(1) || "index.html"));
    if (file < 0) throw new Error(`${folder}/_headers: there is no file for ${path}`);
    return { path, headers, file };
  });
  for (const { name } of files) {
    if (!blocks.has(`/${name}`)) throw new Error(`${folder}/_headers: nothing about ${name}`);
  }
  return { files, paths };
}

const quoted = (text) => `"${text.replace(/[\\"]/g, "\\$&")}"`;

function* bytesInLines(bytes) {
  for (let i = 0; i < bytes.length; i += 32) yield `${bytes.subarray(i, i + 32).join(",")},`;
}

function* source({ files, paths }) {
  yield "/* Made by tools/page_blob.mjs. */";
  yield '#include "served_page.h"';
  for (const [i, { gzip }] of files.entries()) {
    yield `static const unsigned char gzip_${i}[] = {`;
    yield* bytesInLines(gzip);
    yield "};";
  }
  for (const [i, { headers, file }] of paths.entries()) {
    const lasting = [...headers, ["Vary", "Accept-Encoding"], ["ETag", files[file].etag]];
    const content = [["Content-Type", files[file].type], ["Content-Encoding", "gzip"]];
    yield `enum { LASTING_${i} = ${lasting.length} };`;
    yield `static const http_header headers_${i}[] = {`;
    for (const [name, value] of [...lasting, ...content]) {
      yield `  {${quoted(name)}, ${quoted(value)}},`;
    }
    yield "};";
  }
  yield "const served_file served_files[] = {";
  for (const [i, { path, file }] of paths.entries()) {
    yield `  {${quoted(path)}, ${quoted(files[file].etag)}, gzip_${file}, sizeof gzip_${file},`;
    yield `   headers_${i}, sizeof headers_${i} / sizeof headers_${i}[0], LASTING_${i}},`;
  }
  yield "  {0},";
  yield "};";
  yield `const size_t served_n_files = ${paths.length};`;
}

const text = `${[...source(readSite(flags.site))].join("\n")}\n`;
// An unchanged file keeps its time, so that nothing is compiled again for it.
if (!existsSync(flags.out) || readFileSync(flags.out, "utf8") !== text) {
  writeFileSync(flags.out, text);
}
