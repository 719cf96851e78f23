// Pictures of every screen for people to look at: node tests/web/page_shots.mjs [FOLDER [NAME]].
// Without a folder they go to build/web/shots; NAME picks the screens whose name begins with it.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { closeBrowser, incident, pick, root, settled, withPage } from "./page_world.mjs";

const folder = process.argv[2] ?? join(root, "build/web/shots");
const wanted = process.argv[3] ?? "";

const phone = { viewport: { width: 390, height: 844 } };
const surroundings = {
  light: { colorScheme: "light", viewport: { width: 1360, height: 860 } },
  dark: { colorScheme: "dark", viewport: { width: 1360, height: 860 } },
  "light-390": { colorScheme: "light", ...phone },
  "dark-390": { colorScheme: "dark", ...phone },
  "light-320": { colorScheme: "light", viewport: { width: 320, height: 640 } },
  "light-200": {
    colorScheme: "light", viewport: { width: 640, height: 400 }, deviceScaleFactor: 2,
  },
  forced: { forcedColors: "active", viewport: { width: 1360, height: 860 } },
};

const sample = "#sample=incident";
const tab = (view) => (page) => page.click(`#tab-${view}`);
const dialog = (opener) => async (page) => {
  await page.click(opener);
  await page.locator("dialog[open]").waitFor();
};

const container = (i) => ({ name: `c${i}`, image: "b c" });
const oneLine = JSON.stringify({
  family: "big",
  containerDefinitions: Array.from({ length: 900 }, (_, i) => container(i)),
});
const noAnswer = Buffer.from(
  "CannotPullContainerError: failed to resolve ref " +
    "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1: failed to do request: Head " +
    '"https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/a": dial tcp 10.0.0.5:443: ' +
    "i/o timeout\n\nCannotPullContainerError: pull access denied for b, rep...",
);
const longName = `roles/${"a-role-with-a-very-long-name-".repeat(4)}/policy-of-the-team.json`;
const manyFiles = Array.from({ length: 50 }, (_, i) => ({
  path: `services/team-${i % 7}/service-${i}/taskdef.json`,
  bytes: Buffer.from(JSON.stringify({ family: `s${i}`, containerDefinitions: [container(i)] })),
}));
const link = (value) =>
  `#v1.${deflateRawSync(Buffer.from(JSON.stringify(value))).toString("base64url")}`;

// name: [address, what to do there]
const screens = {
  empty: [""],
  rollcall: [sample],
  "rollcall-cell": [
    sample,
    async (page) => {
      const cell = page.locator(".cell").nth(3);
      await cell.focus();
      await cell.hover();
    },
  ],
  message: ["#sample=refusal"],
  network: [
    "#sample=isolated",
    (page) => page.locator(".network .cell[tabindex='0']").focus(),
  ],
  "message-network": ["", (page) => pick(page, [{ path: "stopped.txt", bytes: noAnswer }])],
  findings: [sample, tab("findings")],
  fix: [sample, tab("fix")],
  commands: [
    sample,
    async (page) => {
      await page.click("#tab-fix");
      await page.click(".commands summary");
    },
  ],
  applied: [
    sample,
    async (page) => {
      await page.click("#tab-fix");
      await page.click('[data-key="accept-all"]');
      await settled(page);
      await page.click("#tab-rollcall");
    },
  ],
  share: [sample, tab("share")],
  redacted: [sample, (page) => page.click("#show-redacted")],
  sharelink: [
    sample,
    async (page) => {
      await page.click("#tab-share");
      await page.click('[data-key="share-link"]');
      await page.locator("dialog[open]").waitFor();
    },
  ],
  "share-one": [
    sample,
    async (page) => {
      await page.click("#tab-share");
      await page.locator(".redacted .token").first().click();
      await page.locator("dialog[open]").waitFor();
    },
  ],
  samples: [sample, dialog("#samples-button")],
  privacy: [sample, dialog("#privacy")],
  keys: [sample, dialog("#keys-button")],
  explain: [
    sample,
    async (page) => {
      await page.click("#tab-findings");
      await page.click('[data-key="finding-0-explain"]');
      await page.locator("dialog[open]").waitFor();
    },
  ],
  squiggle: [
    sample,
    async (page) => {
      await page.locator(".cm-lintRange-error").last().hover();
      await page.waitForTimeout(600);
    },
  ],
  "quick-fixes": [
    sample,
    async (page) => {
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+.");
    },
  ],
  broken: [
    sample,
    async (page) => {
      await page.locator(".cm-content").click();
      await page.keyboard.type('{"');
      await settled(page);
    },
  ],
  binary: ["", (page) => pick(page, [{ path: "core.bin", bytes: Buffer.alloc(9000, 0x80) }])],
  "left-out": [
    sample,
    async (page) => {
      await page.locator("#pick-files").setInputFiles([
        { name: "logo.png", mimeType: "image/png", buffer: Buffer.from("\x89PNG\0\0") },
      ]);
      await page.locator("#notice span").waitFor();
    },
  ],
  "bad-link": [link({ rolecall: 1, documents: [{ path: 7 }] })],
  arrived: [link({ rolecall: 1, documents: [{ path: "taskdef.json", text: oneLine }] })],
  "long-line": ["", (page) => pick(page, [{ path: "taskdef.json", bytes: Buffer.from(oneLine) }])],
  limit: [
    "",
    (page) => {
      const text = `{"containerDefinitions":[${Array(12_000).fill('{"name":"a","image":"b c"}')}]}`;
      return pick(page, [{ path: "taskdef.json", bytes: Buffer.from(text) }]);
    },
  ],
  many: ["", (page) => pick(page, manyFiles)],
  "long-names": [
    "",
    (page) => pick(page, incident().map((file, i) => (i ? file : { ...file, path: longName }))),
  ],
  "no-task": ["", (page) => pick(page, incident().slice(0, 1))],
};

async function take(name, [hash, act], place, context) {
  const fullPage = context.viewport.width < 700;
  const path = join(folder, `${name}-${place}.png`);
  await withPage({ hash, planted: true, ...context }, async (page) => {
    await act?.(page);
    await page.waitForTimeout(150);
    await page.screenshot({ path, fullPage: fullPage && !(await page.locator("dialog").count()) });
  });
}

async function print() {
  await withPage({ hash: sample, viewport: { width: 1000, height: 1200 } }, async (page) => {
    await page.pdf({ path: join(folder, "print.pdf"), format: "A4" });
  });
}

mkdirSync(folder, { recursive: true });
const some = (process.env.PLACES ?? Object.keys(surroundings).join(",")).split(",");
for (const [name, screen] of Object.entries(screens)) {
  if (!name.startsWith(wanted)) continue;
  for (const place of some) await take(name, screen, place, surroundings[place]);
}
await print();
await closeBrowser();
