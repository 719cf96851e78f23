// Everybody can use it: axe in every theme, size and view, and the way of the focus.
import assert from "node:assert/strict";
import { test } from "node:test";
import { faultsOfAccess, withPage } from "./page_world.mjs";

const views = ["rollcall", "findings", "fix", "share"];
const dialogs = ["#samples-button", "#keys-button", "#privacy"];

async function everyScreen(page, check) {
  for (const view of views) {
    await page.click(`#tab-${view}`);
    await check(`view ${view}`);
  }
  for (const opener of dialogs) {
    await page.click(opener);
    await page.locator("dialog[open]").waitFor();
    await check(`dialog of ${opener}`);
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
  }
}

// 640 CSS pixels at a scale of two is what 200 % make of a window of 1280.
const surroundings = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "forced colours": { forcedColors: "active" },
  "320 px": { viewport: { width: 320, height: 640 } },
  "200 %": { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
};

for (const [name, context] of Object.entries(surroundings)) {
  test(`axe has nothing against it: ${name}`, () =>
    withPage({ hash: "#sample=incident", ...context }, (page) =>
      everyScreen(page, async (screen) => {
        assert.deepEqual(await faultsOfAccess(page), [], screen);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${screen}: ${wide} px stand out to the right`);
      }),
    ));
}

// Words that end in the middle; what scrolls or ends in an ellipsis on purpose is meant so.
const cutText = () =>
  [...document.querySelectorAll("button, h1, h2, h3, p, li, .chip, .badge, label, svg text")]
    .filter((element) => {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || element.closest(".unseen, .strip, .views, .foot, .skip")) return false;
      if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0) return true;
      const around = element.closest("svg, dialog, #answer, #documents, .bar");
      const frame = around?.getBoundingClientRect();
      return frame && (box.left < frame.left - 1 || box.right > frame.right + 1);
    })
    .map((element) => `${element.tagName} ${element.textContent.slice(0, 40)}`);

test("no text is cut on small screens", async () => {
  for (const width of [390, 320]) {
    const viewport = { width, height: 700 };
    await withPage({ hash: "#sample=incident", viewport }, (page) =>
      everyScreen(page, async (screen) =>
        assert.deepEqual(await page.evaluate(cutText), [], `${screen} at ${width} px`),
      ),
    );
  }
});

test("axe has nothing against the empty page", async () => {
  for (const colorScheme of ["light", "dark"]) {
    await withPage({ colorScheme }, async (page) =>
      assert.deepEqual(await faultsOfAccess(page), [], colorScheme),
    );
  }
});

const focused = () => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (!element || element === document.body) return "";
  return element.id || element.dataset.key || element.className || element.tagName;
};

test("Tab leads through everything and out of the editor", () =>
  withPage({ hash: "#sample=incident" }, async (page) => {
    const order = [];
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(focused);
      if (at === "" && i > 0) break; // the end: the browser's own controls follow
      order.push(at);
    }
    assert.ok(order.length < 120, "the focus goes in circles");
    const first = (name) => order.findIndex((at) => at.includes(name));
    const landmarks = "skip privacy samples-button doc-path cm-content tab-rollcall".split(" ");
    const places = landmarks.map(first);
    const missing = landmarks.filter((_name, i) => places[i] < 0);
    assert.deepEqual(missing, [], "not reached");
    assert.deepEqual(places, [...places].sort((a, b) => a - b), `order ${landmarks.join(", ")}`);
  }));

test("arrow keys go from view to view, and the focus stays in a dialog", () =>
  withPage({ hash: "#sample=incident" }, async (page) => {
    await page.focus("#tab-rollcall");
    for (const view of [...views.slice(1), views[0]]) {
      await page.keyboard.press("ArrowRight");
      assert.equal(await page.evaluate(focused), `tab-${view}`);
    }
    await page.focus("#keys-button");
    await page.keyboard.press("Enter");
    await page.locator("dialog[open]").waitFor();
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press("Tab");
      const outside = await page.evaluate(
        () => document.activeElement !== document.body && !document.activeElement.closest("dialog"),
      );
      assert.ok(!outside, "the focus left the dialog");
    }
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(focused), "keys-button");
  }));
