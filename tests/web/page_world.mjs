// What the tests of the page share: one browser, a context for each test, and what each of them
// saw.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { Rolecall } from "../../tools/wasm_host.mjs";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const folder = resolve(process.env.ROLECALL_PAGES ?? join(root, "build/web"));
export const wasm = process.env.ROLECALL_WASM ?? join(folder, "rolecall.wasm");
export const address = pathToFileURL(join(folder, "rolecall.html")).href;

const module = await WebAssembly.instantiate(readFileSync(wasm));
/** The same core, outside of the page: what the page shows has to agree with it. */
export const core = new Rolecall(module.instance);

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const axeSource = readFileSync(axePath, "utf8");

/**
 * A machine that does other things meanwhile gets five times as long; ROLECALL_STRICT asks for what
 * is promised.
 */
export const patience = process.env.ROLECALL_STRICT ? 1 : 5;

let browser;

async function open() {
  const isRoot = process.getuid?.() === 0; // the browser's own sandbox does not work for root
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [...(isRoot ? ["--no-sandbox"] : []), "--disable-dev-shm-usage"],
  });
}

export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}

const keepViolations = () => {
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`${event.effectiveDirective} ${event.blockedURI}`),
  );
};

// Everything that leaves, or says that something is wrong.
function watch(page) {
  const seen = { requests: [], lines: [], errors: [] };
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url())) seen.requests.push(request.url());
  });
  page.on("console", (line) => seen.lines.push(line.text()));
  page.on("pageerror", (error) => seen.errors.push(error.message));
  return seen;
}

/** Waits until what is shown belongs to what is in the documents. */
export const settled = (page) => page.locator('#answer[aria-busy="false"]').waitFor();

/**
 * Opens the page in a context of its own, calls `use(page, seen)` and insists afterwards that the
 * document was the only request, and that nobody complained. `planted`: the test provokes that;
 * `bare`: it is another document than the page.
 */
export async function withPage(options, use) {
  const { hash = "", planted = false, bare = false, url = address, init, ...context } = options;
  browser ??= await open();
  const own = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...context });
  try {
    const page = await own.newPage();
    page.setDefaultTimeout(20_000);
    await page.addInitScript(keepViolations);
    if (init) await page.addInitScript(init);
    const seen = watch(page);
    await page.goto(url + hash);
    if (!bare) await settled(page);
    const result = await use(page, seen);
    if (!planted) {
      assert.deepEqual(seen.errors, [], "errors of the page");
      assert.deepEqual(seen.lines, [], "lines on the console");
      assert.deepEqual(seen.requests, [url], "requests");
      assert.deepEqual(await page.evaluate(() => window.violations), [], "violations");
    }
    return result;
  } finally {
    await own.close();
  }
}

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe has against the page as it is now: one line for each element. */
export async function faultsOfAccess(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  return page.evaluate(async (values) => {
    const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values } });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary}`),
    );
  }, rules);
}

/** Puts files into the page as if they had been picked. */
export async function pick(page, files) {
  const before = await page.locator("#tabs .tab").count();
  await page.locator("#pick-files").setInputFiles(
    files.map(({ path, bytes }) => ({
      name: path,
      mimeType: "text/plain",
      buffer: Buffer.from(bytes),
    })),
  );
  await page.waitForFunction((n) => document.querySelectorAll("#tabs .tab").length > n, before);
  await settled(page);
}

/** The bytes that a click on `locator`, or what `act` does, downloads. */
export async function downloaded(page, act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

export const sentence = (page) => page.locator("#verdict .sentence").innerText();

/** A task whose execution role may not log; `size` pads the policy with statements. */
export function incident(size = 0) {
  const arn = "arn:aws:iam::111122223333:role/app-exec";
  const task = {
    family: "app",
    executionRoleArn: arn,
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    containerDefinitions: [
      {
        name: "app",
        image: "public.ecr.aws/nginx/nginx:1",
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": "/ecs/app",
            "awslogs-region": "eu-west-1",
            "awslogs-stream-prefix": "app",
          },
        },
      },
    ],
  };
  const statement = (i) => ({
    Sid: `Padding${i}`,
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:PutObject"],
    Resource: `arn:aws:s3:::bucket-${i}/prefix/of/some/length/*`,
  });
  const one = JSON.stringify(statement(10_000), null, 2).length + 60;
  const length = Math.max(1, Math.floor(size / one));
  const Statement = Array.from({ length }, (_, i) => statement(i));
  const text = (value) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
  return [
    { path: "roles/app-exec/policy.json", bytes: text({ Version: "2012-10-17", Statement }) },
    { path: "taskdef.json", bytes: text(task) },
  ];
}

/** Puts documents into the page by the way of a dropped list of files. */
export async function drop(page, files) {
  const base64 = (bytes) => Buffer.from(bytes).toString("base64");
  const list = files.map(({ path, bytes }) => ({ path, text: base64(bytes) }));
  await page.evaluate(async (given) => {
    const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const data = new DataTransfer();
    for (const { path, text } of given) data.items.add(new File([bytesOf(text)], path));
    const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
    document.querySelector("#documents").dispatchEvent(event);
  }, list);
  await page.locator("#tabs .tab").first().waitFor();
  await settled(page);
}
