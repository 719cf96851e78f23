// The page: its sizes, from paste to verdict in a browser, and memory over many analyses. Part of
// ./dev bench, and by itself: node bench/page.mjs [FOLDER]
// Times are the page's own measure "rolecall:verdict", the median of several pastes.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { budgets, gzipSize, gzipSizeBesideModule } from "../tools/page_size.mjs";
import { line, verdict } from "./lines.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const runs = 7;

function filled(bytes, head, item, tail) {
  let text = head;
  for (let i = 0; text.length < bytes - 400; i++) text += `${i > 0 ? ",\n" : ""}${item(i)}`;
  return text + tail;
}

const policy = (bytes) =>
  filled(
    bytes,
    '{"Version": "2012-10-17", "Statement": [',
    (i) => `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::s${i}/*"}`,
    "]}",
  );

const trust =
  '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": ' +
  '{"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}';

const details = (bytes) =>
  filled(
    bytes,
    '{"UserDetailList": [], "GroupDetailList": [], "Policies": [], "RoleDetailList": [',
    (i) =>
      `{"Path": "/", "RoleName": "r${i}", "Arn": "arn:aws:iam::111122223333:role/r${i}",
        "AssumeRolePolicyDocument": ${trust}, "AttachedManagedPolicies": [], "RolePolicyList": [
        {"PolicyName": "own", "PolicyDocument": ${policy(500)}}]}`,
    "]}",
  );

const log = (bytes) =>
  "2026-03-14T02:37:40Z a line of an application that says nothing about a launch\n".repeat(
    Math.ceil(bytes / 80),
  );

const taskdef = (containers) =>
  filled(
    containers * 330 + 400,
    '{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/x", ' +
      '"containerDefinitions": [',
    (i) => `{"name": "c${i}", "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:${i}",
      "environment": [${`{"name": "LOG_LEVEL", "value": "info"},`.repeat(3)}
        {"name": "N", "value": "${i}"}], "secrets": []}`,
    "]}",
  );

const pastes = [
  ["task definition, 3 kB", 20, taskdef(10)],
  ["policy, 10 kB", 20, policy(10_000)],
  ["log, 10 kB", 20, log(10_000)],
  ["policy, 1 MB", 300, policy(1_000_000)],
  ["account details, 1 MB", 300, details(1_000_000)],
  ["log, 1 MB", 300, log(1_000_000)],
  ["task definition, 1 MB", 300, taskdef(3300)],
];

// Runs in the page: one paste into the empty page, and the time to its verdict.
async function pasteOnce(text) {
  const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  for (let tab; (tab = document.querySelector(".tab .close")); await rest(30)) tab.click();
  await rest(100);
  performance.clearMeasures();
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
  document.body.dispatchEvent(paste);
  for (;;) {
    const [measure] = performance.getEntriesByName("rolecall:verdict");
    if (measure) return measure.duration;
    await rest(5);
  }
}

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

function sizes(folder) {
  const small = (name, size, most) => {
    const budget = `at most ${most / 1000} kB ${verdict(size <= most)}`;
    line(name, `${(size / 1000).toFixed(1)} kB`, budget);
    return size <= most;
  };
  const documents = readdirSync(folder).filter((name) => name.endsWith(".html"));
  const kept = documents.map((name) => {
    const size = gzipSizeBesideModule(readFileSync(join(folder, name), "utf8"));
    return small(`${name} beside the module, gzip`, size, budgets.page);
  });
  const module = gzipSize(readFileSync(join(folder, "rolecall.wasm")));
  return small("the module, gzip", module, budgets.module) && !kept.includes(false);
}

async function times(page) {
  let kept = true;
  for (const [name, budget, text] of pastes) {
    const all = [];
    for (let i = 0; i < runs; i++) all.push(await page.evaluate(pasteOnce, text));
    const time = median(all);
    const good = time <= budget;
    kept &&= good;
    const what = `paste to verdict: ${name}`;
    line(what, `${time.toFixed(1)} ms`, `at most ${budget} ms ${verdict(good)}`);
  }
  return kept;
}

async function memory(page) {
  const session = await page.context().newCDPSession(page);
  const used = async () => {
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    const { nodes } = await session.send("Memory.getDOMCounters");
    return { kilobytes: Math.round(usedSize / 1024), nodes };
  };
  const text = policy(8_000);
  const round = async (n) => {
    for (let i = 0; i < n; i++) await page.evaluate(pasteOnce, `${text}${" ".repeat(i % 3)}`);
  };
  await round(40);
  const before = await used();
  await round(200);
  const after = await used();
  const flat = (what, now, then, slack) => {
    const good = now <= then * 1.1 + slack;
    line(what, `${then}, ${now}`, `flat ${verdict(good)}`);
    return good;
  };
  const heap = flat("kB of heap, 200 analyses apart", after.kilobytes, before.kilobytes, 512);
  return flat("nodes, 200 analyses apart", after.nodes, before.nodes, 200) && heap;
}

/** Measures the page in `folder`; false if a budget was missed. */
export async function benchPage(folder) {
  console.log("\n-- the page, in a browser");
  const small = sizes(folder);
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) throw new Error(`no Chromium at ${executablePath}`);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(join(folder, "rolecall.html")).href);
    await page.waitForSelector("#verdict .sentence");
    const fast = await times(page);
    return (await memory(page)) && fast && small;
  } finally {
    await browser.close();
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? join(root, "build/web"));
  process.exitCode = (await benchPage(folder)) ? 0 : 1;
}
