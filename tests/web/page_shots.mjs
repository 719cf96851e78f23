// Pictures of the main screens for people to look at: node tests/web/page_shots.mjs, then see
// build/web/shots.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { closeBrowser, root, withPage } from "./page_world.mjs";

const folder = join(root, "build/web/shots");
const sizes = { desktop: { width: 1360, height: 860 }, phone: { width: 390, height: 844 } };
const views = ["rollcall", "findings", "fix", "share"];

mkdirSync(folder, { recursive: true });
for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries(sizes)) {
    const path = (name) => join(folder, `${name}-${size}-${colorScheme}.png`);
    const fullPage = size === "phone";
    await withPage({ viewport, colorScheme }, (page) => page.screenshot({ path: path("empty") }));
    await withPage({ viewport, colorScheme, hash: "#sample=incident" }, async (page) => {
      for (const view of views) {
        await page.click(`#tab-${view}`);
        await page.screenshot({ path: path(view), fullPage });
      }
      await page.click("#samples-button");
      await page.screenshot({ path: path("samples") });
    });
  }
}
await closeBrowser();
