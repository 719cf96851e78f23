// What the page says of itself is true: its hash is the published one, "save this page" gives the
// file back byte for byte, a share link brings what it showed, and a hostile one a sentence.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";
import { chromium } from "playwright-core";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const file = resolve(process.env.ROLECALL_PAGE ?? join(root, "build/web/rolecall.html"));
const address = pathToFileURL(file).href;
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

const link = (value) => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `#v1.${deflateRawSync(Buffer.from(text)).toString("base64url")}`;
};

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const faults = [];

async function open(fragment) {
  const page = await browser.newPage();
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => faults.push(message.text()));
  await page.goto(address + fragment);
  await page.waitForSelector("#verdict .sentence");
  return page;
}

async function hashAndCopy() {
  const page = await open("#sample=incident");
  const sum = createHash("sha256").update(readFileSync(file)).digest("hex");
  const sums = readFileSync(join(dirname(file), "SHA256SUMS"), "utf8");
  assert.ok(sums.includes(`${sum}  rolecall.html\n`), "SHA256SUMS has the sum of the file");
  await page.click("#privacy");
  const isThere = () => /^[0-9a-f]{64}$/.test(document.querySelector("#page-hash").textContent);
  await page.waitForFunction(isThere);
  assert.equal(await page.textContent("#page-hash"), sum);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save-page")]);
  const saved = readFileSync(await download.path());
  assert.ok(saved.equals(readFileSync(file)), "the saved page is the file");
  await page.close();
}

/** What a link of a page would carry, and the link. The dialog opens when the core has answered. */
async function share(page) {
  await page.click("#tab-share");
  await page.click('[data-key="share-link"]');
  const made = await page.inputValue("#share-link");
  const shown = await page.$$eval(".outgoing pre", (all) => all.map((pre) => pre.textContent));
  assert.ok(shown.length > 0, "the dialog shows what the link carries");
  return { made, shown };
}

async function roundTrip() {
  const page = await open("#sample=incident");
  const { made, shown } = await share(page);
  assert.ok(made.startsWith("#v1."), "a page that is a file leaves its path out of the link");
  assert.ok(!shown.join("").includes("shop/web"), "names are hidden");
  const other = await open(made);
  const { shown: again } = await share(other);
  assert.equal(again.length, shown.length);
  assert.equal(
    await other.textContent("#verdict .detail"),
    await page.textContent("#verdict .detail"),
    "the redacted documents get the same verdict",
  );
  await page.close();
  await other.close();
}

const hostile = [
  ["#v2.AAAA", "it was made by a newer rolecall"],
  ["#v1.@", "it is cut or was changed on its way"],
  ["#v1.AAAA", "it is cut or was changed on its way"],
  [link("x".repeat(30e6)), "it unfolds to more than 1024 kB"],
  [`#v1.${"A".repeat(70_000)}`, "it is longer than rolecall makes links"],
  [link("[]"), "it does not hold documents"],
  [
    link({ rolecall: 1, documents: [{ path: "", text: "a" }] }),
    "one of its documents has no usable name or text",
  ],
  [link({ rolecall: 1, documents: Array(201).fill({}) }), "it holds more than 200 documents"],
];

async function refuse() {
  for (const [fragment, reason] of hostile) {
    const page = await open(fragment);
    await page.waitForSelector("#notice span");
    assert.equal(await page.textContent("#notice span"), `The link cannot be opened: ${reason}.`);
    await page.close();
  }
}

try {
  await hashAndCopy();
  await roundTrip();
  await refuse();
  assert.deepEqual(faults, []);
} finally {
  await browser.close();
}
