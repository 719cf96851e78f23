// Every sample from broken to the proven fix, once with the mouse and once with keys only. What the
// page says before and after is what the core says outside of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { samples as read } from "../../web/samples.mjs";
import { core, root, settled, withPage } from "./page_world.mjs";

/** The samples of the page, with their bytes. */
export const samples = read(root).map(({ id, files }) => ({
  id,
  files: files.map(({ path, text }) => ({ path, bytes: Buffer.from(text) })),
}));

const judge = (files) => core.analyse(files, { fix: true }, ["json"]);

function patched(files, changed) {
  const byPath = new Map([...files, ...changed].map((file) => [file.path, file]));
  return [...byPath.values()];
}

const told = ({ reports }) => {
  const { findings, diagnosis } = JSON.parse(reports.json);
  return findings.length + diagnosis.length;
};

async function isShown(page, answer) {
  await settled(page);
  const n = told(answer);
  const title = await page.locator("#tab-findings").innerText();
  assert.equal(title, n > 0 ? `Findings (${n})` : "Findings");
}

async function isMended(page, { files }, answer) {
  const after = judge(patched(files, answer.changed));
  await isShown(page, after);
  if (after.changed.length === 0) {
    await page.getByText("There is nothing that rolecall would change").waitFor();
  }
}

async function isProven(page, { reports, changed }) {
  const holds = JSON.parse(reports.json).proof?.holds;
  if (changed.length === 0 || holds === undefined) return;
  assert.equal(await page.locator(".proof.holds").count(), holds ? 1 : 0);
}

/** The first sample whose fix is proven. */
export const proven = samples.find(
  ({ files }) => JSON.parse(judge(files).reports.json).proof?.holds,
);

/** Opens a sample and takes what mends it, as far as it can be mended. */
export async function byMouse(page, sample) {
  const answer = judge(sample.files);
  await page.click("#samples-button");
  await page.click(`dialog [data-sample="${sample.id}"]`);
  await isShown(page, answer);
  await page.click("#tab-fix");
  await isProven(page, answer);
  if (answer.changed.length > 0) await page.click('[data-key="accept-all"]');
  await isMended(page, sample, answer);
}

async function byKeys(page, sample) {
  const answer = judge(sample.files);
  await page.keyboard.press("Control+k");
  const wanted = `dialog [data-sample="${sample.id}"]:focus`;
  for (let i = 0; (await page.locator(wanted).count()) === 0; i++) {
    assert.ok(i <= samples.length + 3, `${sample.id} cannot be reached with Tab`);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await isShown(page, answer);
  await page.keyboard.press("Control+Enter");
  await isProven(page, answer);
  if (answer.changed.length > 0) await page.keyboard.press("Control+Enter");
  await isMended(page, sample, answer);
}

for (const [name, mend] of [["the mouse", byMouse], ["keys", byKeys]]) {
  test(`every sample with ${name}`, () =>
    withPage({}, async (page) => {
      for (const sample of samples) {
        await mend(page, sample).catch((error) => {
          throw new Error(`${sample.id}: ${error.message}`);
        });
        await page.click("#tab-rollcall");
      }
    }));
}
