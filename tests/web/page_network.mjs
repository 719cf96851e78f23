// The way to every host that a launch needs, drawn: each host, each hop, where the packet stops and
// what is not known. What is drawn is what the core says outside of the page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { samples } from "../../web/samples.mjs";
import { core, downloaded, faultsOfAccess, root, withPage } from "./page_world.mjs";

const isolated = samples(root).find(({ id }) => id === "isolated");

function judged(documents) {
  const files = documents.map(({ path, text }) => ({ path, bytes: Buffer.from(text) }));
  return JSON.parse(core.analyse(files, { fix: true }, ["json"]).reports.json);
}

const linkTo = (documents) => {
  const packed = deflateRawSync(Buffer.from(JSON.stringify({ rolecall: 1, documents })));
  return `#v1.${packed.toString("base64url")}`;
};

const report = judged(isolated.files);
const { network } = report.tasks[0];
const plain = (text) => text.replaceAll("`", "");
const cells = (page) => page.locator(".network .cell");
const labels = (page) =>
  cells(page).evaluateAll((all) => all.map((cell) => cell.getAttribute("aria-label")));
// A line of the drawing ends where it is full: words are compared, not lines.
const drawnWords = async (page) =>
  (await page.locator(".network svg text").allTextContents()).join(" ");

test("every host and every hop is drawn, and told to those who hear it", () =>
  withPage({ hash: "#sample=isolated" }, async (page) => {
    const words = await drawnWords(page);
    const told = (await labels(page)).join("\n");
    assert.ok(network.hosts.length > 2);
    for (const { host, port, paths } of network.hosts) {
      const end = `${host}:${port}`.slice(-16);
      assert.ok(words.includes(end), end);
      for (const { from, hops } of paths) {
        assert.ok(words.includes(from), from);
        for (const { id, text } of hops) assert.ok(told.includes(plain(`${id} ${text}`)), text);
      }
    }
  }));

test("where the packet stops, the finding is named, and a click leads there", () =>
  withPage({ hash: "#sample=isolated" }, async (page) => {
    const stops = network.hosts.flatMap(({ paths }) =>
      paths.flatMap(({ hops }) => hops.filter(({ answer }) => answer === "blocked")),
    );
    assert.equal(stops.length, 1);
    const [stop] = stops;
    const finding = report.findings.find(({ location: at }) =>
      at?.file === stop.location.file && at.start === stop.location.start);
    assert.ok((await drawnWords(page)).includes(finding.code));
    const cell = page.locator(".network .cell[tabindex='0']");
    assert.match(await cell.getAttribute("aria-label"), /: blocked, /);
    await cell.focus();
    await page.keyboard.press("ArrowLeft");
    assert.match(await page.evaluate(() => document.activeElement.ariaLabel), /: open, /);
    await page.keyboard.press("ArrowRight");
    const tip = page.locator(".tip");
    await tip.waitFor();
    assert.ok((await tip.innerText()).includes(plain(finding.message)));
    await page.keyboard.press("Enter");
    const open = page.locator("#tabs [aria-pressed='true']");
    assert.equal(await open.getAttribute("title"), stop.location.file);
  }));

test("what is not known is drawn with the command that shows it", async () => {
  const documents = isolated.files.filter(({ path }) => !path.includes("route-tables"));
  const { tasks } = judged(documents);
  const open = tasks[0].network.hosts.flatMap(({ paths }) =>
    paths.flatMap(({ hops }) => hops.filter(({ answer }) => answer === "unknown")),
  );
  const commands = open.flatMap(({ missing = [] }) => missing.map(({ command }) => command));
  assert.ok(commands.length > 0);
  await withPage({ hash: linkTo(documents) }, async (page) => {
    const words = await drawnWords(page);
    const told = (await labels(page)).join("\n");
    for (const command of commands.filter(Boolean)) {
      assert.ok(told.includes(command), command);
      assert.ok(words.includes(command.split(" ").slice(0, 3).join(" ")), command);
    }
  });
});

test("nothing is drawn where the input tells nothing of a network", () =>
  withPage({ hash: "#sample=incident" }, async (page) => {
    assert.equal(await page.locator(".network").count(), 0);
  }));

test("the drawing is saved as a file of its own", () =>
  withPage({ hash: "#sample=isolated" }, async (page) => {
    const key = `[data-key="net-${report.tasks[0].name}"]`;
    const { name, bytes } = await downloaded(page, () => page.click(key));
    assert.equal(name, `network-${report.tasks[0].name}.svg`);
    assert.ok(!/var\(|<script|href=/.test(bytes.toString()), "nothing of the page is needed");
    assert.ok(bytes.toString().includes("Network paths of task"));
  }));

for (const colorScheme of ["light", "dark"]) {
  for (const viewport of [{ width: 1280, height: 800 }, { width: 320, height: 640 }]) {
    test(`paths for everybody: ${colorScheme}, ${viewport.width} wide`, () =>
      withPage({ hash: "#sample=isolated", colorScheme, viewport }, async (page) => {
        assert.deepEqual(await faultsOfAccess(page), []);
        const drawn = await page.locator(".network svg").boundingBox();
        assert.ok(drawn.x >= 0 && drawn.x + drawn.width <= viewport.width, JSON.stringify(drawn));
      }));
  }
}
