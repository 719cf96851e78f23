// `rolecall serve`: every path, header and refusal, byte for byte what the site says; a crowd; and
// the browser that it opens. It is the build with sanitizers, so that a step too far is seen.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { command, Outcome, root } from "./lib/cases.mjs";
import { patience, start } from "./lib/serve.mjs";

const outcome = new Outcome();
const sanitized = join(process.env.ROLECALL_BUILD ?? "", "rolecall");
const binary = existsSync(sanitized) ? sanitized : command;
const site = join(root, "build/web/site");

function check(holds, what) {
  outcome.checked();
  if (!holds) outcome.fault(what);
}

const server = await start(binary, ["serve"]);
const own = `127.0.0.1:${server.port}`;

// As it is on the wire: node neither unpacks nor follows anything.
function ask(path, { method = "GET", headers = {}, agent, body } = {}) {
  return new Promise((resolve, reject) => {
    const wanted = { "Accept-Encoding": "gzip", Host: own, ...headers };
    for (const name of Object.keys(wanted)) if (wanted[name] === null) delete wanted[name];
    const options = { port: server.port, path, method, headers: wanted, timeout: patience };
    const request = http.request({ host: "127.0.0.1", agent, setHost: false, ...options });
    request.on("timeout", () => request.destroy(new Error(`no answer in time: ${path}`)));
    request.on("error", reject);
    request.on("response", (response) => {
      const parts = [];
      response.on("error", reject);
      response.on("data", (part) => parts.push(part));
      response.on("end", () => {
        const { statusCode: status, headers: got } = response;
        resolve({ status, headers: got, bytes: Buffer.concat(parts) });
      });
    });
    request.end(body);
  });
}

// --- What is there -------------------------------------------------------------------------------

const blocks = readFileSync(join(site, "_headers"), "utf8").trim().split(/\n(?=\/)/);
const paths = blocks.map((block) => {
  const [path, ...lines] = block.split("\n");
  const headers = lines.map((line) => /^\s+([^:]+): (.*)$/.exec(line).slice(1));
  const name = path.slice(1) || "index.html";
  return { path, headers, name, bytes: readFileSync(join(site, name)) };
});
check(paths.some(({ path }) => path === "/") && paths.length >= 3, "the site has its paths");

function isGuarded(what, { headers }) {
  check(/frame-ancestors 'none'/.test(headers["content-security-policy"]), `${what}: frames`);
  check(/^default-src 'none'/.test(headers["content-security-policy"]), `${what}: policy`);
  for (const [name, value] of [
    ["x-content-type-options", "nosniff"],
    ["referrer-policy", "no-referrer"],
    ["cross-origin-opener-policy", "same-origin"],
    ["cross-origin-resource-policy", "same-origin"],
    ["vary", "Accept-Encoding"],
  ]) {
    check(headers[name] === value, `${what}: ${name} is ${headers[name]}`);
  }
  check(/^no-(cache|store)$/.test(headers["cache-control"]), `${what}: cache`);
  check(!("access-control-allow-origin" in headers), `${what}: no other origin may read it`);
}

for (const { path, headers, name, bytes } of paths) {
  const whole = await ask(path);
  check(whole.status === 200, `${path}: ${whole.status}`);
  check(whole.headers["content-encoding"] === "gzip", `${path}: encoding`);
  check(gunzipSync(whole.bytes).equals(bytes), `${path}: the bytes of site/${name}`);
  for (const [header, value] of headers) {
    check(whole.headers[header.toLowerCase()] === value, `${path}: ${header}`);
  }
  isGuarded(path, whole);
  const inPage = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(bytes)?.[1];
  const policy = whole.headers["content-security-policy"];
  check(!inPage || policy === `${inPage}; frame-ancestors 'none'`, `${path}: the page's own`);
  const type = name.endsWith(".js") ? "text/javascript" : "text/html";
  check(whole.headers["content-type"] === `${type}; charset=utf-8`, `${path}: type`);

  const head = await ask(path, { method: "HEAD" });
  check(head.status === 200 && head.bytes.length === 0, `HEAD ${path}: ${head.status}`);
  const same = (one) => JSON.stringify({ ...one.headers, date: "" });
  check(same(head) === same(whole), `HEAD ${path}: the same headers`);

  const { etag } = whole.headers;
  check(/^"[0-9a-f]{32}"$/.test(etag), `${path}: ${etag}`);
  for (const given of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
    const again = await ask(path, { headers: { "If-None-Match": given } });
    check(again.status === 304 && again.bytes.length === 0, `${given}: ${again.status}`);
    check(again.headers.etag === etag && !("content-encoding" in again.headers), `${given}: 304`);
    isGuarded(`304 ${path}`, again);
  }
  for (const given of ['"x"', etag.slice(0, -2), `${etag}x`, "", ",", "W/"]) {
    const { status } = await ask(path, { headers: { "If-None-Match": given } });
    check(status === 200, `If-None-Match: ${given}: ${status}`);
  }
  const shipped = readFileSync(command);
  const at = shipped.indexOf(whole.bytes);
  check(at >= 0 && shipped.indexOf(whole.bytes, at + 1) < 0, `${path}: stands in ${command} once`);
}

// --- What is not ---------------------------------------------------------------------------------

async function isRefused(status, path, options, what) {
  const got = await ask(path, options);
  check(got.status === status, `${what}: ${got.status} instead of ${status}`);
  isGuarded(what, got);
  check(got.headers["content-type"] === "text/plain; charset=utf-8", `${what}: plain text`);
  check(!got.bytes.toString().includes("marker"), `${what}: what was asked comes back`);
  if (status === 405) check(got.headers.allow === "GET, HEAD", `${what}: ${got.headers.allow}`);
}

for (const path of [
  "/marker", "/index.htm", "/index.html/", "//", "/./", "/../etc/passwd", "/..%2f..%2fetc/passwd",
  "/%69ndex.html", "/%2e%2e/", "/_headers", "/SW.JS", "/sw.js%00", "/rolecall.wasm", "/site/",
  "*", "http://marker.example/", `/${"marker".repeat(1000)}`, "/marker?x=marker",
]) {
  await isRefused(404, path, {}, path.slice(0, 60));
}
check((await ask("/?marker=1")).status === 200, "a query changes nothing");

for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "MARKER"]) {
  await isRefused(405, "/", { method }, method);
}
await isRefused(405, "/", { method: "POST", body: "marker".repeat(10_000) }, "a posted body");
await isRefused(413, "/", { headers: { "Content-Length": 6 }, body: "marker" }, "GET with a body");

const { port } = server;
for (const host of [
  "marker.example", `marker.example:${port}`, "127.0.0.1", "localhost", `127.0.0.1:${port + 1}`,
  `127.0.0.1.marker.example:${port}`, `localhost.marker.example:${port}`, `127.0.0.1:${port}0`,
  `127.1:${port}`, `0.0.0.0:${port}`, `[::]:${port}`, `marker@127.0.0.1:${port}`, `:${port}`,
  `localhost.:${port}`, `127.0.0.1:${port}/`, `10.0.0.1:${port}`, "",
]) {
  await isRefused(421, "/", { headers: { Host: host } }, `host ${host}`);
}
for (const host of [own, `localhost:${port}`, `LocalHost:${port}`, `[::1]:${port}`]) {
  const { status } = await ask("/", { headers: { Host: host } });
  check(status === 200, `host ${host}: ${status}`);
}

const codings = {
  406: [null, "", "identity", "br", "deflate, br", "gzip;q=0", "gzip; q=0.0", "x-gzip", "gzipp",
    "*;q=0", "gzip;level=9"],
  200: ["gzip", "GZIP", "br, gzip", "br,\tgzip;q=0.1", "gzip;q=1", "gzip; q=0.001", "*", "*;q=0.5"],
};
for (const [status, all] of Object.entries(codings)) {
  for (const coding of all) {
    const got = await ask("/", { headers: { "Accept-Encoding": coding } });
    check(got.status === Number(status), `Accept-Encoding: ${coding}: ${got.status}`);
    if (got.status === 406) check(/gzip/.test(got.bytes), "the refusal says how to ask");
  }
}

// Opens a connection, writes, and resolves with what came back.
const converse = (text) =>
  new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.end(text));
    let answer = "";
    socket.setTimeout(patience, () => socket.destroy());
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => (answer += bytes));
    socket.on("close", () => resolve(answer));
  });

for (const text of [
  `GET /${"marker".repeat(20_000)} HTTP/1.1\r\nHost: ${own}\r\n\r\n`,
  `GET /?${"marker&".repeat(20_000)} HTTP/1.1\r\nHost: ${own}\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: ${own}\r\nX-Marker: ${"marker".repeat(20_000)}\r\n\r\n`,
  "GET / HTTP/1.1\r\n\r\n",
  "GET /\r\n\r\n",
  "marker\0\x01\r\n\r\n",
]) {
  const got = await converse(text);
  check(!/^HTTP\/1.[01] 200/.test(got), `${text.slice(0, 40)}: ${got.slice(0, 60)}`);
  check(!/marker/i.test(got), `${text.slice(0, 40)}: what was asked comes back`);
}

// --- Many at once, beside many that only wait ----------------------------------------------------

async function crowd() {
  const idlers = Array.from({ length: 100 }, () => {
    const socket = net.connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    return socket;
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 40 });
  const all = await Promise.all(
    Array.from({ length: 200 }, (_, i) => ask(i % 5 ? "/sw.js" : "/", { agent })),
  );
  check(all.every(({ status }) => status === 200), "all of a crowd are answered");
  check(new Set(all.map(({ headers }) => headers.etag)).size === 2, "with the same two files");
  agent.destroy();
  idlers.forEach((socket) => socket.destroy());
}
await crowd();

// --- The command ---------------------------------------------------------------------------------

async function ends(served, signal) {
  const { status, stdout, stderr } = await served.stop(signal);
  check(status === 0 && stderr === "", `${signal} ends it with ${status}: ${stderr}`);
  check(stdout === `${served.url}\n`, `it prints the URL and no more: ${stdout}`);
}

for (const [words, sentence] of [
  [["--port", `${port}`], "Address already in use"],
  [["--port", "65536"], "--port takes a number"],
  [["--port", "x"], "--port takes a number"],
  [["--port"], "--port takes a number"],
  [["--port="], "--port takes a number"],
  [["here"], "`here` is not understood"],
]) {
  const done = spawnSync(binary, ["serve", ...words], { timeout: patience });
  const stderr = done.stderr.toString();
  check(done.status === 2 && stderr.includes(sentence), `${words}: ${done.status} ${stderr}`);
}

async function beyond() {
  const everywhere = await start(binary, ["serve", "--beyond-loopback"]);
  const from = (host) =>
    new Promise((resolve, reject) => {
      const headers = { Host: `${host}:${everywhere.port}`, "Accept-Encoding": "gzip" };
      http
        .get({ host: "127.0.0.1", port: everywhere.port, headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
        .on("error", reject);
    });
  check((await from("10.0.0.1")) === 200, "beyond loopback, by an address in numbers");
  check((await from("rebound.example")) === 421, "but by no name");
  await ends(everywhere, "SIGTERM");
}
await beyond();

// The opener is a program of that name: this one writes down what it was given.
async function opens(folder) {
  const name = process.platform === "darwin" ? "open" : "xdg-open";
  const opener = join(folder, name);
  const told = join(folder, "told");
  writeFileSync(opener, `#!/bin/sh\necho noise; printf '%s\\n' "$#" "$@" >'${told}.new'
mv '${told}.new' '${told}'\n`);
  chmodSync(opener, 0o755);
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const opened = await start(binary, ["serve", "--open"], { env });
  for (let i = 0; i < 100 && !existsSync(told); i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const got = existsSync(told) ? readFileSync(told, "utf8") : "nothing";
  check(got === `1\n${opened.url}\n`, `the opener is given ${got}`);
  const { status, stdout } = await opened.stop("SIGINT");
  check(status === 0 && stdout === `${opened.url}\n`, `after --open: ${status} ${stdout}`);

  rmSync(opener);
  const without = await start(binary, ["serve", "--open"], { env: { ...env, PATH: folder } });
  const { stderr } = await without.stop("SIGINT");
  check(stderr.includes(`cannot start ${name}`), `no opener: ${stderr}`);
}

// Without a page there is still something to compile.
function compilesWithoutPage(folder) {
  const made = join(folder, "served_page.c");
  const tool = join(root, "tools/page_blob.mjs");
  const done = spawnSync(process.execPath, [tool, "--site", join(folder, "none"), "--out", made]);
  check(done.status === 0, `${done.stderr}`);
  const flags = ["-std=c17", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"];
  const includes = ["-I", join(root, "cli"), "-I", join(root, "include")];
  const compiled = spawnSync("cc", [...flags, ...includes, made]);
  check(compiled.status === 0, `${compiled.stderr}`);
}

const folder = mkdtempSync(join(tmpdir(), "rolecall-serve-"));
try {
  await opens(folder);
  compilesWithoutPage(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const without = join(root, "build/tiny-limits/rolecall");
if (existsSync(without)) {
  const done = spawnSync(without, ["serve"], { timeout: patience });
  const stderr = done.stderr.toString();
  check(done.status === 2 && stderr.includes("without libmicrohttpd"), `not built in: ${stderr}`);
}

await ends(server, "SIGTERM");
outcome.close(`promises of ${binary} serve`);
