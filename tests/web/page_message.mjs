// An error text alone: the sentence, whose call it was, what cures it, and what to paste next. What
// the page shows is what the core says outside of it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { samples } from "../../web/samples.mjs";
import { core, faultsOfAccess, pick, root, sentence, withPage } from "./page_world.mjs";

const refusal = samples(root).find(({ id }) => id === "refusal");
const refused = refusal.files[0].text;
const told = (text) => {
  const file = { path: "stopped.txt", bytes: Buffer.from(text) };
  return { file, report: JSON.parse(core.analyse([file], { fix: true }, ["json"]).reports.json) };
};
const { diagnosis: [cured] } = told(refused).report;

const plain = (text) => text.replaceAll("`", "");
const card = (page, n = 0) => page.locator("#view .diagnosis").nth(n);
const factOf = (page, name) =>
  card(page).locator(`dt:text-is("${name}") + dd`).innerText();
const copied = async (page, key) => {
  await page.click(`[data-key="${key}"]`);
  await page.locator(`[data-key="${key}"]:text-is("Copied")`).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
};
const clipboard = ["clipboard-read", "clipboard-write"];

test("a refusal alone: whose call, when, why", () =>
  withPage({ hash: "#sample=refusal" }, async (page) => {
    assert.equal(await sentence(page), plain(cured.meaning));
    const detail = await page.locator("#verdict .detail").innerText();
    assert.ok(detail.includes(cured.next[0].command), detail);
    assert.equal(await page.locator("#tab-rollcall").innerText(), "Error text");
    assert.match(await factOf(page, "Whose call"), /^shop-execution\b/);
    assert.ok((await factOf(page, "Which call")).includes(cured.denied.action));
    assert.equal(await factOf(page, "When"), "Secrets");
    assert.match(await factOf(page, "Why"), /no policy of the caller allows it \(certain\)/);
  }));

test("the statement that cures it is copied alone, or as a policy", () =>
  withPage({ hash: "#sample=refusal", permissions: clipboard }, async (page) => {
    const { statement } = cured.cure;
    assert.deepEqual(JSON.parse(await card(page).locator("pre").first().innerText()), statement);
    assert.deepEqual(JSON.parse(await copied(page, "told-0-copy")), statement);
    const policy = JSON.parse(await copied(page, "told-0-policy"));
    assert.deepEqual(policy, { Version: "2012-10-17", Statement: [statement] });
  }));

test("what to paste next, by keys", () =>
  withPage({ hash: "#sample=refusal", permissions: clipboard }, async (page) => {
    const commands = await page.locator(".paste-next pre").allInnerTexts();
    assert.deepEqual(commands, cured.next.map(({ command }) => command));
    await page.focus('[data-key="told-0-policy"]');
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.textContent === "Copied");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), commands[0]);
  }));

test("with the role beside it, the files have their say and less is to be pasted", async () => {
  const path = "roles/shop-execution/launch.json";
  const text = JSON.stringify({ Version: "2012-10-17", Statement: [] });
  const documents = [{ path, text }, { path: "stopped.txt", text: refused }];
  const files = documents.map((one) => ({ path: one.path, bytes: Buffer.from(one.text) }));
  const { reports } = core.analyse(files, { fix: true }, ["json"]);
  const [{ comparison, next }] = JSON.parse(reports.json).diagnosis;
  assert.equal(comparison.files, "agree");
  const packed = deflateRawSync(Buffer.from(JSON.stringify({ rolecall: 1, documents })));
  await withPage({ hash: `#v1.${packed.toString("base64url")}` }, async (page) => {
    const said = await factOf(page, "Your files");
    assert.ok(said.includes(plain(comparison.text)), said);
    const commands = await page.locator(".paste-next pre").allInnerTexts();
    assert.deepEqual(commands, next.map(({ command }) => command));
  });
});

test("where no Allow cures it, there is the sentence and no statement", async () => {
  const why = "with an explicit deny in a service control policy";
  const text = refused.replace(/because no identity.*/, why);
  const { file, report } = told(text);
  const [{ cure, meaning }] = report.diagnosis;
  assert.equal(cure.statement, undefined);
  await withPage({}, async (page) => {
    await pick(page, [file]);
    assert.equal(await sentence(page), plain(meaning));
    const shown = await card(page).innerText();
    assert.ok(shown.toLowerCase().includes(plain(cure.text).toLowerCase()), shown);
    assert.equal(await page.getByRole("button", { name: "Copy statement" }).count(), 0);
  });
});

const network =
  "CannotPullContainerError: failed to resolve ref a.example/b:1: failed to do request: Head " +
  '"https://a.example/v2/b": dial tcp 10.0.0.5:443: i/o timeout';

test("several texts stand in the order of the launch, each with its words", () =>
  withPage({}, async (page) => {
    const { file, report } = told(`${refused}\n\n${network}<img src=x onerror=alert(1)>`);
    assert.deepEqual(report.diagnosis.map(({ phase }) => phase), ["secrets", "manifest"]);
    await pick(page, [file]);
    const [pull, secret] = [report.diagnosis[1], report.diagnosis[0]];
    assert.ok((await card(page, 0).innerText()).includes(plain(pull.meaning)));
    assert.ok((await card(page, 1).innerText()).includes(plain(secret.meaning)));
    assert.equal(await card(page, 1).locator("blockquote").innerText(), secret.message);
    const missing = report.findings[pull.findings[0]].missing.map(({ command }) => command);
    const commands = await card(page, 0).locator(".paste-next pre").allInnerTexts();
    assert.deepEqual(commands.slice(0, missing.length), missing);
    assert.equal(await page.locator("#view img").count(), 0);
  }));

test("a text that is cut is not called certain of anything", () =>
  withPage({}, async (page) => {
    const { file, report } = told("CannotPullContainerError: pull access denied for x, rep...");
    assert.equal(report.diagnosis[0].cause, "undecidable");
    await pick(page, [file]);
    assert.equal(await page.getAttribute("#verdict", "data-mood"), "unsure");
    assert.equal(await factOf(page, "Why"), "the text does not tell");
  }));

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [{ width: 1280, height: 800 }, { width: 320, height: 640 }]) {
    test(`for everybody: ${colorScheme}, ${viewport.width} wide`, () =>
      withPage({ hash: "#sample=refusal", colorScheme, viewport }, async (page) => {
        assert.deepEqual(await faultsOfAccess(page), []);
        const [wide, room] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          innerWidth,
        ]);
        assert.ok(wide <= room, `${wide} > ${room}`);
      }));
  }
}

test("every cause of the catalogue has words", () => {
  const words = readFileSync(join(root, "web/src/message.ts"), "utf8");
  const known = new Set([...words.matchAll(/^ {2}"?([a-z-]+)"?: "/gm)].map(([, cause]) => cause));
  const folder = join(root, "docs/messages");
  const used = readdirSync(folder).flatMap((name) =>
    [...readFileSync(join(folder, name), "utf8").matchAll(/^cause: (\S+)$/gm)].map(([, c]) => c),
  );
  assert.ok(used.length > 100);
  assert.deepEqual([...new Set(used)].filter((cause) => !known.has(cause)), []);
});
