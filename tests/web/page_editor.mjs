// The editor: long lines, undo, quick fixes, and that nothing jumps while somebody types.
import assert from "node:assert/strict";
import { test } from "node:test";
import { downloaded, incident, patience, pick, sentence, settled } from "./page_world.mjs";
import { withPage } from "./page_world.mjs";

const file = (path, text) => ({ path, bytes: Buffer.from(text) });
const bad = (n) => Array(n).fill('{"name":"a","image":"b c"}').join(",");
const withFindings = `{"family":"big","containerDefinitions":[${bad(9000)}]}`;
const statement = '{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}';
const policyOf = (size) => {
  const many = Array(Math.ceil(size / (statement.length + 1))).fill(statement);
  return `{"Version":"2012-10-17","Statement":[${many}]}`;
};

// Pastes, and tells when the sentence and all the rest stood there, and how long the page was deaf.
const paste = async (text) => {
  const busy = [];
  const observer = new PerformanceObserver((list) => busy.push(...list.getEntries()));
  observer.observe({ type: "longtask" });
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const begin = performance.now();
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
  const rest = () => new Promise((done) => setTimeout(done, 5));
  const isBusy = () => document.querySelector("#answer").getAttribute("aria-busy") !== "false";
  do await rest();
  while (isBusy());
  const whole = performance.now() - begin;
  const verdict = performance.getEntriesByName("rolecall:verdict").at(-1).duration;
  await new Promise((done) => setTimeout(done, 200));
  return { verdict, whole, deaf: Math.max(0, ...busy.map(({ duration }) => duration)) };
};

const typed = async (page) => {
  await page.locator(".cm-content").click({ position: { x: 60, y: 8 } });
  const begin = Date.now();
  await page.keyboard.type("x");
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  return Date.now() - begin;
};

for (const [name, text, most] of [
  ["a megabyte", policyOf(1_000_000), 300],
  ["9000 findings", withFindings, 700],
]) {
  test(`one line with ${name}`, () =>
    withPage({}, async (page) => {
      const { verdict, whole, deaf } = await page.evaluate(paste, text);
      const key = await typed(page);
      const times = [verdict, whole, deaf, key].map(Math.round).join(", ");
      console.log(`# ${name}: sentence, all, longest task, a key: ${times} ms`);
      assert.equal(page.workers().length, 1, "it was answered in a worker");
      assert.ok(verdict <= most * patience, `${verdict} ms to the sentence`);
      assert.ok(whole <= (most + 300) * patience, `${whole} ms to all the rest`);
      assert.ok(deaf <= 200 * patience, `deaf for ${deaf} ms`);
      assert.ok(key <= 200 * patience, `${key} ms for a key`);
      const wraps = page.locator(".cm-content.cm-lineWrapping");
      assert.equal(await wraps.count(), 0, "a line of such length is not wrapped");
      await page.click("#lay-out");
      await wraps.waitFor(); // short lines are
      await settled(page);
      assert.ok((await page.locator(".cm-line").count()) > 10);
    }));
}

test("lines are broken without a change of what they say, and come back", () =>
  withPage({}, async (page) => {
    const strange = '{"a":[1.10,{},[],"x\\"]y, {"],"b" : {"c":null}}';
    const text = `${strange.slice(0, -1)},"d":"${"z".repeat(500)}"}`;
    await pick(page, [file("a.json", text)]);
    await page.click("#lay-out");
    const { bytes } = await downloaded(page, () => page.keyboard.press("Control+s"));
    const broken = bytes.toString();
    assert.ok(broken.split("\n").length > 8, broken);
    const packed = (json) => json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, "$1");
    assert.equal(packed(broken), packed(text));
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+z");
    const again = await downloaded(page, () => page.keyboard.press("Control+s"));
    assert.equal(again.bytes.toString(), text);
  }));

test("a fix can be undone, and typing keeps the byte-order mark and the line ends", () =>
  withPage({}, async (page) => {
    const text = `\uFEFF${incident()[0].bytes.toString().replaceAll("\n", "\r\n")}`;
    await pick(page, [file("roles/app-exec/policy.json", text), incident()[1]]);
    await page.click("#tab-fix");
    const before = await page.locator("#tab-fix").innerText();
    await page.click('[data-key="accept-all"]');
    await settled(page);
    assert.equal(await page.locator("#tab-fix").innerText(), "Fix");
    await page.click("#tabs .name[title$='policy.json']");
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+z");
    await settled(page);
    assert.equal(await page.locator("#tab-fix").innerText(), before);
    const undone = await downloaded(page, () => page.keyboard.press("Control+s"));
    assert.equal(undone.bytes.toString(), text);
    await page.keyboard.press("Control+Home");
    await page.keyboard.type(" ");
    const { bytes } = await downloaded(page, () => page.keyboard.press("Control+s"));
    assert.equal(bytes.toString(), text.replace("\uFEFF{", "\uFEFF {"));
  }));

const incidentPage = { hash: "#sample=incident" };

test("hover text tells the finding, and its quick fix mends it", () =>
  withPage(incidentPage, async (page) => {
    await page.locator(".cm-lintRange-error").last().hover();
    const tip = page.locator(".cm-tooltip .cm-diagnostic").first();
    await tip.waitFor();
    assert.match(await tip.innerText(), /execution role web-execution/);
    await tip.getByRole("button", { name: "Apply the fix" }).click();
    await settled(page);
    assert.equal(await page.locator("#tab-fix").innerText(), "Fix");
  }));

test("quick fixes by keys", () =>
  withPage(incidentPage, async (page) => {
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+.");
    await page.locator(".cm-panel-lint").waitFor();
    await page.keyboard.press("a");
    await settled(page);
    assert.equal(await page.locator("#tab-fix").innerText(), "Fix");
  }));

test("nothing jumps while somebody types", () =>
  withPage({ ...incidentPage, viewport: { width: 1280, height: 600 } }, async (page) => {
    await page.click("#tab-fix");
    await page.click(".commands summary");
    const answer = page.locator("#answer");
    await answer.evaluate((element) => (element.scrollTop = 400));
    const look = () =>
      page.evaluate(() => [
        document.querySelector("#answer").scrollTop,
        document.querySelector(".commands").open,
        document.querySelector("#view").offsetTop,
        document.querySelector("#editor").offsetTop,
      ]);
    const before = await look();
    assert.equal(before[0], 400);
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    for (let i = 0; i < 5; i++) {
      await page.keyboard.type(" ");
      await settled(page);
      assert.deepEqual(await look(), before);
    }
  }));

test("a broken document leaves the rest of the answer", () =>
  withPage(incidentPage, async (page) => {
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("]");
    await settled(page);
    assert.notEqual(await sentence(page), "");
    assert.match(await page.locator("#tab-findings").innerText(), /Findings \(\d+\)/);
  }));
