// Builds the page: node web/build.mjs [--module build/web/rolecall.wasm] [--out build/web]
//
//   rolecall.html   one file; works from file:// and without a network
//   ask.html        the one document that may connect, to the provider that somebody chose
//   site/           the same page for a web server, with a service worker and the headers it wants
//   SHA256SUMS      of everything above and of the module
//
// The same inputs give the same bytes: no time, no path, no random name goes in.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { pageTexts } from "../tools/generate/pages.mjs";
import { licenceComment } from "./licences.mjs";
import { samples } from "./samples.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..");
const { values: flags } = parseArgs({
  options: {
    module: { type: "string", default: join(root, "build/web/rolecall.wasm") },
    out: { type: "string", default: join(root, "build/web") },
  },
});

const sha256 = (bytes, encoding) => createHash("sha256").update(bytes).digest(encoding);
const integrity = (text) => `'sha256-${sha256(text, "base64")}'`;

async function bundle(entry, format = "esm") {
  const result = await build({
    entryPoints: [join(here, "src", entry)],
    bundle: true,
    minify: true,
    write: false,
    format,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    metafile: true,
  });
  const notices = licenceComment(root, Object.keys(result.metafile.inputs));
  // The text stands inside a script element.
  return notices + result.outputFiles[0].text.replaceAll("</script", "<\\/script");
}

const style = async (name) =>
  (
    await build({
      entryPoints: [join(here, "src", name)],
      bundle: true,
      minify: true,
      write: false,
      charset: "utf8",
    })
  ).outputFiles[0].text.trim();

// What the page may do. `connect` is the one line in which the two documents differ.
function policy({ script, css, connect, workers, hosted }) {
  return [
    "default-src 'none'",
    `script-src ${integrity(script)} 'wasm-unsafe-eval'`,
    `style-src ${integrity(css)}`,
    "img-src data:",
    `connect-src ${connect}`,
    `worker-src ${workers ? `blob:${hosted ? " 'self'" : ""}` : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types rolecall",
  ].join("; ");
}

// What a browser would write down of the parsed template: so a page can say its own hash, and save
// itself, from what the browser holds of it.
const canonical = (template) =>
  template
    .replace(/^(<html.*>)\s+/m, "$1")
    .replace(/\s*<\/body>\s*<\/html>\s*$/, "</body></html>");

// Fills the marks of a template: <!--name-->.
function fill(template, parts) {
  return Object.entries(parts).reduce(
    (text, [name, value]) => text.replaceAll(`<!--${name}-->`, () => value),
    template,
  );
}

const module = readFileSync(flags.module);
const worker = await bundle("worker.ts", "iife");
// What stands in a script element as JSON.
const inScript = (value) => JSON.stringify(value).replaceAll("<", "\\u003c");
const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;

async function page({ template, entry, css, connect, workers, hosted }) {
  const script = await bundle(entry);
  const look = await style(css);
  return fill(canonical(readFileSync(join(here, template), "utf8")), {
    policy: policy({ script, css: look, connect, workers, hosted }),
    hosted: hosted ? "yes" : "no",
    version,
    "module-hash": sha256(module, "hex"),
    style: look,
    samples: inScript(samples(root)),
    module: module.toString("base64"),
    pages: inScript(pageTexts(root)),
    worker: inScript(worker),
    script,
  });
}

// The service worker keeps the documents of the site; another build is another cache.
function serviceWorker(pages) {
  return fill(readFileSync(join(here, "sw.js"), "utf8"), {
    build: sha256([...pages.values()].join(""), "hex").slice(0, 16),
    pages: JSON.stringify([...pages.keys()]),
  });
}

// For servers that read a file of headers; for others the lines say what to send. The policy is the
// one in the page, and what only a header can say: that nobody may frame it.
function headers(pages) {
  const common = [
    "Cross-Origin-Opener-Policy: same-origin",
    "Cross-Origin-Resource-Policy: same-origin",
    "Referrer-Policy: no-referrer",
    "X-Content-Type-Options: nosniff",
    "X-Frame-Options: DENY",
    "Cache-Control: no-cache",
  ];
  const block = (path, csp) =>
    [path, `Content-Security-Policy: ${csp}; frame-ancestors 'none'`, ...common].join("\n  ");
  const blocks = [...pages].flatMap(([name, text]) => {
    const csp = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)[1];
    return (name === "index.html" ? ["/", "/index.html"] : [`/${name}`]).map((path) => block(path, csp));
  });
  return [...blocks, block("/sw.js", "default-src 'none'; connect-src 'self'"), ""].join("\n");
}

const outputs = new Map();
const main = {
  template: "rolecall.html",
  entry: "main.ts",
  css: "style.css",
  connect: "'none'",
  workers: true,
};
// Wide, because a policy cannot be loosened once the provider is chosen; the page itself leaves one
// origin before its first request. A worker would go on under the wide one: there is none.
const ask = {
  template: "ask.html",
  entry: "ask/main.ts",
  css: "ask/ask.css",
  connect: "https: http://localhost:* http://127.0.0.1:*",
  workers: false,
};
outputs.set("rolecall.html", await page(main));
outputs.set("ask.html", await page(ask));
const site = new Map([
  ["index.html", await page({ ...main, hosted: true })],
  ["ask.html", await page({ ...ask, hosted: true })],
]);
for (const [name, text] of site) outputs.set(`site/${name}`, text);
outputs.set("site/sw.js", serviceWorker(site));
outputs.set("site/_headers", headers(site));

mkdirSync(join(flags.out, "site"), { recursive: true });
for (const [name, text] of outputs) writeFileSync(join(flags.out, name), text);
const sums = [...outputs.entries(), ["rolecall.wasm", module]]
  .map(([name, bytes]) => `${sha256(bytes, "hex")}  ${name}\n`)
  .sort();
writeFileSync(join(flags.out, "SHA256SUMS"), sums.join(""));
