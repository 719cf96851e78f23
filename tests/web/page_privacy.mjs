// Nothing leaves: the page works without a network, asks for nothing, and what somebody plants in
// it is stopped by its policy.
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { incident, pick, sentence, settled, withPage } from "./page_world.mjs";

test("offline, from a file, without a request", () =>
  withPage({}, async (page) => {
    await page.context().setOffline(true);
    await pick(page, incident());
    assert.match(await sentence(page), /log/i);
    await pick(page, incident(200_000).slice(0, 1).map((file) => ({ ...file, path: "big.json" })));
    for (const view of ["findings", "fix", "share", "rollcall"]) await page.click(`#tab-${view}`);
    const entries = await page.evaluate(() =>
      performance.getEntriesByType("resource").map(({ name }) => name),
    );
    assert.deepEqual(entries.filter((name) => !/^(data|blob):/.test(name)), []);
    assert.match(await page.locator("#privacy").innerText(), /0 requests/);
  }));

// What a script that got in would try, with a server that waits for it. Each says what came of it.
const attempts = {
  fetch: (at) => fetch(at).then(() => "sent", () => "blocked"),
  beacon: (at) => (navigator.sendBeacon(at, "x"), "blocked"), // it tells nothing
  socket: (at) => {
    try {
      new WebSocket(at.replace("http", "ws"));
    } catch {
      return "blocked";
    }
    return "blocked";
  },
  image: (at) =>
    new Promise((done) => {
      const image = new Image();
      image.onload = () => done("loaded");
      image.onerror = () => done("blocked");
      image.src = at;
    }),
  // Later, because what the test itself runs may evaluate.
  evaluation: () =>
    new Promise((done) => {
      setTimeout(() => {
        try {
          done((0, eval)("'ran'"));
        } catch {
          done("blocked");
        }
      });
    }),
  markup: () => {
    try {
      document.body.innerHTML = "<b>x</b>";
      return "parsed";
    } catch {
      return "blocked";
    }
  },
  script: () => {
    const element = document.createElement("script");
    try {
      element.textContent = "window.ran = true";
    } catch {
      return "blocked"; // the text has to be trusted
    }
    document.head.append(element);
    return window.ran ? "ran" : "blocked";
  },
  frame: (at) => {
    const frame = document.createElement("iframe");
    frame.src = at;
    document.body.append(frame);
    return "blocked";
  },
};

test("what is planted is blocked", async () => {
  const reached = [];
  // A connection without a byte is the browser's own haste: it makes one before it asks the policy.
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => reached.push(String(bytes)));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const at = `http://127.0.0.1:${server.address().port}/x.png`;
  await withPage({ planted: true }, async (page) => {
    for (const [name, attempt] of Object.entries(attempts)) {
      const before = await page.evaluate(() => window.violations.length);
      assert.equal(await page.evaluate(attempt, at), "blocked", name);
      await page
        .waitForFunction((n) => window.violations.length > n, before, { timeout: 5000 })
        .catch(() => assert.fail(`${name}: no violation was reported`));
      assert.deepEqual(reached, [], name);
    }
    await page.waitForTimeout(200);
  }).finally(() => server.close());
  assert.deepEqual(reached, []);
});

// What gets past the policy. Each returns nothing: what came of it is seen from outside.
const escapes = {
  navigation: (at) => void (location.href = `${at}/left`),
  window: (at) => void window.open(`${at}/opened`),
  packets: async (at) => {
    const iceServers = [{ urls: `stun:127.0.0.1:${new URL(at).port}` }];
    const peer = new RTCPeerConnection({ iceServers });
    peer.createDataChannel("x");
    await peer.setLocalDescription(await peer.createOffer());
  },
  connection: (at) => {
    const frame = document.createElement("iframe");
    frame.src = `${at}/framed`;
    document.body.append(frame);
  },
};

// One that listens to both kinds of connection at one port, and tells what came in.
async function listen() {
  const came = { connection: false, packets: false, lines: [] };
  const streams = createServer((socket) => {
    came.connection = true;
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => came.lines.push(String(bytes).split(" ")[1]));
  });
  await once(streams.listen(0, "127.0.0.1"), "listening");
  const { port } = streams.address();
  const packets = createSocket("udp4", () => (came.packets = true));
  await once(packets.bind(port, "127.0.0.1"), "listening");
  const close = () => (streams.close(), packets.close());
  return { came, at: `http://127.0.0.1:${port}`, close };
}

async function escape(name) {
  const { came, at, close } = await listen();
  const happened = {
    navigation: () => came.lines.includes("/left"),
    window: () => came.lines.includes("/opened"),
    packets: () => came.packets,
    connection: () => came.connection,
  };
  try {
    await withPage({ planted: true }, async (page) => {
      await page.click("#privacy");
      const told = await page.locator("#policy-limits").innerText();
      for (const word of ["leads elsewhere", "opens a window", "WebRTC", "TCP", "extensions"]) {
        assert.ok(told.includes(word), word);
      }
      await page.evaluate(escapes[name], at).catch(() => undefined); // the page may be gone by now
      for (let i = 0; i < 100 && !happened[name](); i++) await page.waitForTimeout(50);
      assert.ok(happened[name](), `${name} is stopped now: the page need not warn of it`);
    });
    if (name === "connection") assert.deepEqual(came.lines, [], "a blocked frame sends no byte");
  } finally {
    close();
  }
}

for (const name of Object.keys(escapes)) {
  test(`what it says of its policy is true: ${name}`, () => escape(name));
}

test("secrets stay in the documents", () =>
  withPage({ hash: "#sample=incident" }, async (page, seen) => {
    // Assembled here: nothing shaped like a credential stands in a file of ours.
    const secret = ["AKIA", "Q7RT", "2MWX", "9KDP"].join("");
    const password = ["tr0ub4dor", "Vx9", "qLm2", "Zs"].join("-");
    const environment = [
      { name: "AWS_ACCESS_KEY_ID", value: secret },
      { name: "DB_PASSWORD", value: password },
    ];
    const container = { name: "c", image: "nginx", environment };
    const task = { family: "t", containerDefinitions: [container] };
    await pick(page, [{ path: "secret.json", bytes: Buffer.from(JSON.stringify(task)) }]);
    await page.click("#tab-share");
    await page.locator(".hidden-count").waitFor();
    const shared = await page.locator("#view").evaluate((view) => view.outerHTML);
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
    );
    const elsewhere = [shared, kept, page.url(), ...seen.requests, ...seen.lines].join("\n");
    for (const original of [secret, password]) {
      assert.ok(!elsewhere.includes(original), "it got out");
    }
    await page.click('[data-key="share-link"]');
    await page.locator("dialog").waitFor();
    const dialog = await page.locator("dialog").evaluate((element) => element.outerHTML);
    for (const original of [secret, password]) {
      assert.ok(!dialog.includes(original), "in the dialog");
    }
    await page.keyboard.press("Escape");
    await settled(page);
  }));
