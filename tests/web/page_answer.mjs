// What the answer is made of: the roll call and its picture, the fix file by file, what would
// leave, what the page says of itself, and paper.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "node:test";
import { pageTexts } from "../../tools/generate/pages.mjs";
import { samples } from "../../web/samples.mjs";
import { core, downloaded, root, settled, wasm, withPage } from "./page_world.mjs";

const incident = samples(root)
  .find(({ id }) => id === "incident")
  .files.map(({ path, text }) => ({ path, bytes: Buffer.from(text) }));
const answer = core.analyse(incident, { fix: true }, ["json"]);
const report = JSON.parse(answer.reports.json);
const incidentPage = { hash: "#sample=incident" };

// Some document without a policy.
const licence = pathToFileURL(join(root, "LICENSE")).href;

const selected = (page) =>
  page.evaluate(() => document.querySelector("#editor").shadowRoot.getSelection?.()?.toString());
const openName = (page) => page.locator("#tabs [aria-pressed='true']").getAttribute("title");

test("a finding's code opens the page of its check", () =>
  withPage(incidentPage, async (page) => {
    const [{ code }] = report.findings;
    const { text } = pageTexts(root).find(({ names }) => names[code]);
    const [title, ...lines] = text.split("\n");
    await page.click("#tab-findings");
    await page.click('[data-key="finding-0-explain"]');
    const dialog = page.locator("dialog[open]");
    assert.equal(`# ${await dialog.getByRole("heading").first().innerText()}`, title);
    const wanted = lines.filter((line) => line.startsWith("## ")).map((line) => line.slice(3));
    const shown = await dialog.getByRole("heading").allInnerTexts();
    assert.deepEqual(shown.slice(1), wanted);
  }));

test("a cell of the roll call tells the deciding statement and goes there", () =>
  withPage(incidentPage, async (page) => {
    const call = report.tasks[0].calls.find(({ because }) => because.length > 0);
    const [place] = call.because;
    const { bytes } = incident.find(({ path }) => path === place.file);
    const statement = bytes.subarray(place.start, place.end).toString();
    const cell = page.locator(".cell").first();
    await cell.hover();
    const tip = page.locator(".tip");
    await tip.waitFor();
    const said = await tip.innerText();
    assert.ok(said.includes(`decided at ${place.file}:${place.line}`), said);
    const squeezed = (text) => text.replace(/\s+/g, " ");
    assert.ok(squeezed(said).includes(squeezed(statement)), said);
    await page.keyboard.press("Escape");
    assert.ok(await tip.isHidden());
    await cell.click();
    assert.equal(await openName(page), place.file);
    assert.equal(squeezed(await selected(page)), squeezed(statement));
  }));

test("the roll call by keys", () =>
  withPage(incidentPage, async (page) => {
    await page.focus(".cell[tabindex='0']");
    assert.equal(await page.locator(".cell[tabindex='0']").count(), 1);
    const label = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
    const seen = new Set([await label()]);
    const keys = ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp"];
    for (const key of keys) {
      await page.keyboard.press(key);
      seen.add(await label());
    }
    assert.equal(seen.size, 6, [...seen].join("\n"));
    await page.locator(".tip").waitFor();
    await page.keyboard.press("Enter");
    assert.equal(await openName(page), "roles/web-task/trust.json");
    assert.ok(await page.locator(".tip").isHidden());
  }));

test("the picture is saved in the colours of the page and opens alone", async () => {
  const texts = [];
  for (const colorScheme of ["light", "dark"]) {
    await withPage({ ...incidentPage, colorScheme }, async (page) => {
      const save = () => page.click('[data-key="svg-web"]');
      const { name, bytes } = await downloaded(page, save);
      assert.equal(name, "rollcall-web.svg");
      texts.push(bytes.toString());
    });
  }
  for (const text of texts) {
    assert.ok(!/var\(|class="unseen"|<script|href=/.test(text), "nothing of the page is needed");
    for (const { action } of report.tasks[0].calls) assert.ok(text.includes(action), action);
    const url = `data:image/svg+xml;base64,${Buffer.from(text).toString("base64")}`;
    await withPage({ url: licence, bare: true }, async (page) => {
      const size = await page.evaluate(async (source) => {
        const image = new Image();
        image.src = source;
        await image.decode();
        return [image.naturalWidth, image.naturalHeight];
      }, url);
      assert.ok(size[0] === 760 && size[1] > 300, size.join());
    });
  }
  const fill = (text) => /<rect[^>]* fill="(#[0-9a-f]+)"/.exec(text)[1];
  assert.notEqual(fill(texts[0]), fill(texts[1]));
});

const clipboard = ["clipboard-read", "clipboard-write"];

test("the fix file by file: accept, copy, download; what it gains; commands", () =>
  withPage({ ...incidentPage, permissions: clipboard }, async (page) => {
    await page.click("#tab-fix");
    const [first] = answer.changed;
    const of = (what) => `[data-key="${what}-${first.path}"]`;
    const { bytes } = await downloaded(page, () => page.click(of("download")));
    assert.ok(bytes.equals(Buffer.from(first.bytes)));
    await page.click(of("copy"));
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, Buffer.from(first.bytes).toString());
    const gains = await page.locator(".gains li").allInnerTexts();
    assert.equal(gains.length, report.proof.gained.length + report.proof.lost.length);
    report.proof.gained.forEach(({ action, resource, role }, i) => {
      for (const part of [action, resource, role]) assert.ok(gains[i].includes(part), gains[i]);
    });
    await page.click(".commands summary");
    const commands = await page.locator(".command pre").allInnerTexts();
    assert.deepEqual(commands, report.commands.map(({ command }) => command));
    await page.click(of("accept"));
    await settled(page);
    const left = answer.changed.length - 1;
    assert.equal(await page.locator("#tab-fix").innerText(), `Fix (${left} file)`);
  }));

test("what would leave: a counter, chips, and a decision about each", () =>
  withPage(incidentPage, async (page) => {
    await page.click("#tab-share");
    const { found } = core.redact(incident);
    const counter = page.locator(".hidden-count");
    const hidden = (n) => new RegExp(`^${n} values? hidden`);
    assert.match(await counter.innerText(), hidden(found.length));
    const chip = page.locator(".redacted .token").first();
    const placeholder = await chip.innerText();
    await chip.click();
    await page.click("#share-original");
    assert.match(await counter.innerText(), hidden(found.length - 1));
    const text = page.locator(".redacted");
    assert.ok(!(await text.innerText()).includes(placeholder));
    await page.locator(".shared li button").click();
    assert.match(await counter.innerText(), hidden(found.length));
    await page.click("#show-redacted");
    assert.ok((await page.locator(".cm-token").count()) > 0, "the editor shows the same");
    await page.locator(".cm-content").click();
    await page.keyboard.type("x");
    assert.ok(!(await page.locator(".cm-content").innerText()).startsWith("x"), "and is read-only");
    await page.click("#show-redacted");
    assert.equal(await page.locator(".cm-token").count(), 0);
  }));

test("the page says of itself what is true", () =>
  withPage({ planted: true }, async (page) => {
    await page.evaluate(() => fetch("https://example.com/").catch(() => undefined));
    await page.click("#privacy");
    const sum = createHash("sha256").update(readFileSync(wasm)).digest("hex");
    await page.locator("#module-sum", { hasText: sum }).waitFor();
    await page.locator("#module-imports", { hasText: "empty" }).waitFor();
    const said = await page.locator("dialog").innerText();
    assert.match(said, /0 network requests .*; 1 attempt blocked/);
    assert.match(said, /connect-src 'none'/);
    assert.match(said, /leads elsewhere, or opens a window/);
    assert.match(said, /extensions/);
  }));

const paper = { colorScheme: "dark", viewport: { width: 794, height: 1123 } };

test("paper shows everything and no buttons", () =>
  withPage({ ...incidentPage, ...paper }, async (page) => {
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    const view = page.locator("#view");
    const said = await view.innerText();
    for (const { action } of report.tasks[0].calls) assert.ok(said.includes(action), action);
    for (const { code } of report.findings) assert.ok(said.includes(code), code);
    for (const { path } of answer.changed) assert.ok(said.includes(path), path);
    const idle = page.locator("#tools, #documents, .actions").filter({ visible: true });
    assert.equal(await idle.count(), 0);
    const ink = await page.evaluate(() => getComputedStyle(document.body).color);
    assert.equal(ink, "rgb(23, 32, 29)", "dark ink");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${wide} px stand out`);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    assert.equal(await page.locator(".printed").count(), 0);
  }));

test("without an engine there is a sentence", () => {
  const init = () => (WebAssembly.instantiate = () => Promise.reject(new Error("off")));
  return withPage({ planted: true, init }, async (page) => {
    assert.match(await page.locator("#verdict").innerText(), /cannot start.*rolecall check/s);
  });
});
