// The page as `rolecall serve` shows it: with the headers of a server, and a service worker that
// keeps it.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { command } from "../lib/cases.mjs";
import { start } from "../lib/serve.mjs";
import { byMouse, proven } from "./page_samples.mjs";
import { settled, withPage } from "./page_world.mjs";

const serve = (port = 0) => start(command, ["serve", "--port", `${port}`]);

const isKept = (page) =>
  page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active.state === "activated") return;
    await new Promise((done) => active.addEventListener("statechange", done, { once: true }));
  });

test("served: a sample from broken to the proven fix", async () => {
  const server = await serve();
  try {
    await withPage({ url: `${server.url}/` }, async (page) => {
      assert.equal(await page.evaluate(() => isSecureContext), true);
      await isKept(page);
      await byMouse(page, proven);
      assert.match(await page.locator("#privacy").innerText(), /^0 requests/);
    });
  } finally {
    await server.stop();
  }
});

test("served: what only a header forbids", async () => {
  const server = await serve();
  const other = createServer((request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(`<iframe src="${server.url}/"></iframe>`);
  });
  await new Promise((done) => other.listen(0, "127.0.0.1", done));
  try {
    await withPage({ url: `${server.url}/`, planted: true }, async (page) => {
      await page.goto(`http://localhost:${other.address().port}/`);
      const [, frame] = page.frames();
      assert.equal(await frame.locator("#verdict").count(), 0, "the page is not framed");
      const read = (at) => fetch(at, { mode: "no-cors" }).then(() => "read", () => "blocked");
      assert.equal(await page.evaluate(read, `${server.url}/`), "blocked");
    });
  } finally {
    other.close();
    await server.stop();
  }
});

test("served: it opens again without the server, and gives way to another one", async () => {
  const server = await serve();
  const { port } = server;
  const other = createServer((request, response) => response.end("somebody else"));
  try {
    await withPage({ url: `${server.url}/`, planted: true }, async (page, seen) => {
      await isKept(page);
      await page.context().setOffline(true);
      await page.reload();
      await settled(page);
      await page.context().setOffline(false);
      await server.stop();
      await page.reload();
      await settled(page);
      await byMouse(page, proven);
      assert.deepEqual(seen.errors, []);
      assert.deepEqual(await page.evaluate(() => window.violations), []);

      await new Promise((done) => other.listen(port, "127.0.0.1", done));
      await page.reload();
      assert.equal(await page.innerText("body"), "somebody else");
    });
  } finally {
    other.close();
    await server.stop();
  }
});
