// Every way in, what editing does, and that files keep their bytes.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { core, downloaded, drop, incident, pick } from "./page_world.mjs";
import { sentence, settled, withPage } from "./page_world.mjs";

const names = (page) =>
  page.locator("#tabs .name").evaluateAll((all) => all.map((one) => one.title));

test("a folder is picked", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rolecall-page-"));
  try {
    for (const { path, bytes } of incident()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    await withPage({}, async (page) => {
      await page.locator("#pick-folder").setInputFiles(folder);
      await page.locator("#tabs .tab").nth(1).waitFor();
      await settled(page);
      const found = (await names(page)).join(" ");
      assert.match(found, /roles\/app-exec\/policy\.json/);
      assert.match(await sentence(page), /log/i);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

// A real drag, which a page that is a file may not read in every way that others may.
test("a folder and a file are dropped", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rolecall-page-"));
  try {
    const files = [...incident(), { path: ".git/config", bytes: Buffer.from("[core]\n") }];
    for (const { path, bytes } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    await withPage({}, async (page) => {
      const session = await page.context().newCDPSession(page);
      const letGo = async (path) => {
        const data = { items: [], files: [path], dragOperationsMask: 1 };
        for (const type of ["dragEnter", "dragOver", "drop"]) {
          await session.send("Input.dispatchDragEvent", { type, x: 300, y: 400, data });
        }
      };
      await letGo(folder);
      await page.locator("#tabs .tab").nth(1).waitFor();
      await settled(page);
      const found = await names(page);
      assert.equal(found.length, 2, found.join(" "));
      assert.match(found.join(" "), /roles\/app-exec\/policy\.json .*\/taskdef\.json$/);
      await letGo(join(folder, "taskdef.json"));
      await page.locator("#tabs .name[title='taskdef.json']").waitFor();
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what is no text is left out and named, UTF-16 is read", () =>
  withPage({}, async (page) => {
    const utf16 = Buffer.from(`\uFEFF${incident()[1].bytes}`, "utf16le");
    const image = Buffer.from("\x89PNG\0\0\0", "latin1");
    await pick(page, [
      { path: "logo.png", bytes: image },
      { path: "taskdef.json", bytes: utf16 },
    ]);
    assert.deepEqual(await names(page), ["taskdef.json"]);
    assert.match(await page.locator("#notice").innerText(), /logo\.png \(no text\)/);
    assert.equal(await page.locator(".chip").innerText(), "task definition");
  }));

test("a limit that is reached is said, and nothing waits", () =>
  withPage({}, async (page) => {
    const many = Array(12_000).fill('{"name":"a","image":"b c"}');
    const text = `{"containerDefinitions":[${many}]}`;
    await pick(page, [{ path: "taskdef.json", bytes: Buffer.from(text) }]);
    await page.getByText("not judged").waitFor();
    assert.match(await sentence(page), /limit.*reached/);
  }));

test("documents by keys: arrows, End, Delete, and a list when there are many", () =>
  withPage({}, async (page) => {
    const bytes = Buffer.from("{}");
    const files = Array.from({ length: 12 }, (_, i) => ({ path: `${i + 10}.json`, bytes }));
    await pick(page, files);
    const open = () => page.locator("#tabs [aria-pressed='true']").innerText();
    await page.focus("#tabs [aria-pressed='true']");
    for (const [key, path] of [
      ["ArrowRight", "11.json"],
      ["End", "21.json"],
      ["ArrowRight", "10.json"],
      ["Delete", "11.json"],
      ["ArrowRight", "12.json"],
    ]) {
      await page.keyboard.press(key);
      assert.equal(await open(), path, key);
    }
    await page.selectOption(".all", { label: "20.json" });
    assert.equal(await open(), "20.json");
    const hidden = await page.locator("#tabs [aria-pressed='true']").evaluate((tab) => {
      const strip = tab.closest(".strip").getBoundingClientRect();
      const { left, right } = tab.getBoundingClientRect();
      return Math.max(strip.left - left, right - strip.right);
    });
    assert.ok(hidden <= 0, `${hidden} px of the open tab are out of sight`);
    assert.equal(await page.locator(".strip").getAttribute("data-more"), "both");
  }));

test("files are dropped", () =>
  withPage({}, async (page) => {
    await drop(page, incident().slice(1));
    assert.deepEqual(await names(page), ["taskdef.json"]);
  }));

test("the clipboard is pasted", () =>
  withPage({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    const text = incident()[1].bytes.toString();
    await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
    await page.keyboard.press("Control+v");
    await page.locator("#tabs .tab").waitFor();
    await settled(page);
    assert.deepEqual(await names(page), ["taskdef.json"]);
  }));

test("typing changes the sentence", () =>
  withPage({}, async (page) => {
    await pick(page, [{ path: "taskdef.json", bytes: incident()[1].bytes }]);
    const before = await sentence(page);
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+a");
    const container = '{"name": "x", "image": "A B"}';
    await page.keyboard.insertText(`{"family": "x", "containerDefinitions": [${container}]}`);
    await settled(page);
    assert.notEqual(await sentence(page), before);
    assert.match(await sentence(page), /image/i);
  }));

test("an answer to older documents is never shown", () =>
  withPage({}, async (page) => {
    // Large goes to the worker; what is small and comes after it is answered at once.
    const containers = Array(9000).fill('{"name":"a","image":"b c"}');
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], "taskdef.json"));
      const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
      document.querySelector("#documents").dispatchEvent(event);
    }, `{"family":"big","containerDefinitions":[${containers}]}`);
    await page.locator("#tabs .tab").waitFor();
    await page.waitForTimeout(90); // it is under way
    const small = incident()[1].bytes;
    await page.locator("#pick-files").setInputFiles({
      name: "taskdef.json", mimeType: "text/plain", buffer: small,
    });
    await page.waitForFunction(() => /Task app/.test(document.querySelector("#view").textContent));
    const after = await sentence(page);
    await page.waitForTimeout(1500);
    assert.equal(await sentence(page), after);
    assert.match(await page.locator("#view").innerText(), /Task app/);
  }));

test("line ends and a byte-order mark survive a fix", () =>
  withPage({}, async (page) => {
    const text = incident()[0].bytes.toString().replaceAll("\n", "\r\n");
    const files = [
      { path: "policy.json", bytes: Buffer.from(`\uFEFF${text}`) },
      incident()[1],
    ];
    await pick(page, files);
    await page.selectOption("#doc-role", "execution-role");
    await settled(page);
    const given = files.map((file, i) => ({ ...file, role: i === 0 ? "execution-role" : "any" }));
    const { changed } = core.analyse(given, { fix: true }, ["json"]);
    const wanted = changed.find(({ path }) => path === "policy.json");
    assert.ok(wanted, "the policy is what the core would change");
    await page.click("#tab-fix");
    await page.click('[data-key="accept-all"]');
    await settled(page);
    await page.click("#tabs .name[title='policy.json']");
    const { bytes } = await downloaded(page, () => page.keyboard.press("Control+s"));
    assert.ok(bytes.equals(Buffer.from(wanted.bytes)), "the bytes are those of the core");
    assert.equal(bytes.toString().charCodeAt(0), 0xfeff);
    assert.ok(!/[^\r]\n/.test(bytes.toString()), "all lines end as before");
  }));

const linkTo = (text, version = "v1") =>
  `#${version}.${deflateRawSync(Buffer.from(text)).toString("base64url")}`;

test("a link brings the documents of the one who shared them", async () => {
  const link = await withPage({ hash: "#sample=incident" }, async (page) => {
    await page.click("#tab-share");
    await page.click('[data-key="share-link"]');
    const ready = page.locator("dialog textarea#share-link");
    if ((await ready.count()) === 0) await page.locator("dialog button.primary").click();
    return ready.inputValue();
  });
  const hash = link.slice(link.indexOf("#"));
  assert.match(hash, /^#v1\.[A-Za-z0-9_-]+$/);
  await withPage({ hash }, async (page) => {
    assert.equal((await names(page)).length, 6);
    assert.match(await page.locator("#notice").innerText(), /Opened from a link/);
  });
});

test("links that are wrong bring a sentence and nothing else", async () => {
  const documents = [{ path: "a", text: "A".repeat(8 << 20) }];
  const bomb = JSON.stringify({ rolecall: 1, documents });
  const wrong = {
    bomb: linkTo(bomb),
    version: linkTo("{}", "v9"),
    cut: linkTo(bomb).slice(0, 200),
    shape: linkTo('{"rolecall":1,"documents":[{"path":7}]}'),
    prototype: linkTo('{"rolecall":1,"__proto__":{"documents":[]},"documents":"x"}'),
  };
  for (const [name, hash] of Object.entries(wrong)) {
    await withPage({ hash }, async (page) => {
      assert.equal(await page.locator("#tabs .tab").count(), 0, name);
      assert.match(await page.locator("#notice").innerText(), /cannot be opened/, name);
    });
  }
});
