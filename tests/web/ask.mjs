// The document that asks a provider: what leaves it, what comes back, and what it makes of both.
// Against a provider on loopback, in a real browser.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { build } from "esbuild";
import { answers, browser, choose, giveDocuments, key, openAsk, secrets } from "./ask_world.mjs";
import * as world from "./ask_world.mjs";
import { startStub } from "./stub.mjs";

const stub = await startStub();
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);
const chunk = 7; // bytes a piece: every character is cut somewhere

after(async () => {
  await (await browser()).close();
  await stub.close();
});
beforeEach(() => stub.reset());

const bases = {
  anthropic: "/v1",
  openai: "/v1",
  gemini: "/v1beta",
  openrouter: "/api/v1",
  chat: "/v1",
  ollama: "",
};
const keyHeaders = {
  anthropic: ["x-api-key", key],
  openai: ["authorization", `Bearer ${key}`],
  gemini: ["x-goog-api-key", key],
  openrouter: ["authorization", `Bearer ${key}`],
  chat: ["authorization", `Bearer ${key}`],
  ollama: ["authorization", `Bearer ${key}`],
};

/** The page with documents and a provider, ready to ask. */
async function ready(provider = "anthropic", more = {}) {
  const opened = await openAsk();
  await giveDocuments(opened.page);
  await choose(opened.page, { provider, address: stub.origin + bases[provider], ...more });
  return opened;
}

async function askFor(page, answer) {
  stub.answers.push({ chunk, ...answer });
  await page.click("#ask");
}

const settled = (page) =>
  page.waitForFunction(
    () => document.querySelector("#ask") && document.querySelector("#proposal > :not(#other)"),
  );

// In every spelling that bytes take on their way.
function spellings(value) {
  const bytes = Buffer.from(value);
  return [
    value,
    encodeURIComponent(value),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    bytes.toString("hex"),
    JSON.stringify(value).slice(1, -1),
  ];
}

function assertNone(text, values, where) {
  for (const [name, value] of Object.entries(values)) {
    for (const spelling of spellings(value)) {
      assert.ok(!text.includes(spelling), `${where} holds the ${name}`);
    }
  }
}

/** Nothing of the originals went anywhere, and nothing of the key stayed. */
async function assertKept({ page, said, asked }, sent = stub.requests) {
  for (const { path, headers, body } of sent) {
    assertNone(path + body, { ...secrets, key }, "a request");
    const others = Object.entries(headers).filter(([, value]) => !String(value).includes(key));
    assertNone(JSON.stringify(others), { ...secrets, key }, "a header");
  }
  const stored = await page.evaluate(() =>
    JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, location.href]),
  );
  assertNone(stored, { ...secrets, key }, "storage or address");
  assertNone(said.join("\n"), { ...secrets, key }, "the console");
  assertNone(asked.join("\n"), { ...secrets, key }, "an address asked for");
  const document = await page.evaluate(
    () =>
      window.document.documentElement.outerHTML +
      [...window.document.querySelectorAll("input, textarea")]
        .map((field) => field.value)
        .join("\n"),
  );
  assertNone(document, { key }, "the document");
}

// ---- what leaves --------------------------------------------------------------------------------

for (const provider of Object.keys(bases)) {
  test(`${provider}: shown is sent, once, and the answer is proven`, async () => {
    const opened = await ready(provider);
    const { page, context } = opened;
    await page.click("#bytes > summary");
    const shown = await page.locator("#body").innerText();
    assert.equal(stub.requests.length, 0, "nothing is sent before Ask");
    await askFor(page, { text: answers.proven });
    await page.waitForSelector('#proposal-verdict[data-verdict="proven"]');
    assert.equal(stub.requests.length, 1);
    const [{ method, headers, body, path }] = stub.requests;
    assert.equal(method, "POST");
    assert.equal(body, shown);
    const [name, value] = keyHeaders[provider];
    assert.equal(headers[name], value);
    assert.equal(headers.cookie, undefined);
    assert.equal(headers.referer, undefined);
    assert.ok(path.startsWith(bases[provider]));
    if (provider === "anthropic") {
      assert.equal(headers["anthropic-dangerous-direct-browser-access"], "true");
      assert.equal(headers["anthropic-version"], "2023-06-01");
    }
    await assertKept(opened);
    // Placeholders were put back, by the core, in this page only.
    await page.click("#proposal .change details.look > summary");
    const diff = await page.locator("#proposal .change .diff").innerText();
    assert.ok(diff.includes(secrets.account) && diff.includes("globex/database"));
    await context.close();
  });
}

test("the usual addresses are the providers' own", async () => {
  const usual = {
    anthropic: "https://api.anthropic.com/v1/messages",
    openai: "https://api.openai.com/v1/responses",
    openrouter: "https://openrouter.ai/api/v1/chat/completions",
    ollama: "http://localhost:11434/api/chat",
  };
  for (const [provider, wanted] of Object.entries(usual)) {
    const { page, context, asked } = await openAsk();
    await context.route(/^https?:/, (route) => route.abort());
    await giveDocuments(page);
    await choose(page, { provider });
    await page.click("#ask");
    await settled(page);
    assert.deepEqual(
      asked.filter((url) => url.startsWith("http")),
      [wanted],
    );
    await context.close();
  }
});

test("a body with an original in it cannot be sent", async () => {
  const { page, context } = await ready();
  for (const value of [secrets.accessKey, Buffer.from(secrets.password).toString("base64")]) {
    await page.fill("#model", value);
    await page.waitForSelector("#preview .problem");
    assert.equal(await page.getAttribute("#ask", "aria-disabled"), "true");
    await page.click("#ask", { force: true });
    await page.keyboard.press("Control+Enter");
    assert.ok(!(await page.locator("#preview").innerText()).includes(value));
  }
  assert.equal(stub.requests.length + stub.preflights, 0);
  await context.close();
});

test("the sender takes what the core let out, and nothing that only looks like it", async () => {
  const entry = ["sender", "outgoing"]
    .map((name) => `export * from "./web/src/ask/${name}.ts";`)
    .join("");
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: world.root, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
  });
  const code = Buffer.from(outputFiles[0].contents).toString("base64");
  const { send, release, Outgoing } = await import(`data:text/javascript;base64,${code}`);
  const url = new URL(`${stub.origin}/v1/messages`);
  const order = (body) =>
    send({ url, headers: {}, body }, new AbortController().signal, { begins() {}, bytes() {} });
  const forged = Object.assign(Object.create(Outgoing.prototype), { text: "x" });
  for (const body of ["text", { text: "x" }, forged, new String("x"), undefined]) {
    await assert.rejects(order(body), TypeError);
  }
  assert.throws(() => new Outgoing(Symbol("mint"), "x"), TypeError);
  let leaking;
  world.core.redact(
    world.files,
    {},
    (tools) => (leaking = tools.outgoing(`{"model":"${secrets.password}"}`)),
  );
  assert.equal(leaking.bytes, null);
  assert.equal(release(leaking), null);
  assert.equal(release({ bytes: "x", leaks: [{}] }), null);
  assert.equal(stub.requests.length, 0);
  // One place turns the core's verdict into what can be sent.
  const folder = join(world.root, "web/src/ask");
  const makers = readdirSync(folder).filter((name) =>
    /\brelease\(/.test(readFileSync(join(folder, name), "utf8")),
  );
  assert.deepEqual(makers.sort(), ["core.ts", "outgoing.ts"]);
});

test("a provider that carries the model in the address gets no original there either", async () => {
  const { page, context } = await ready("gemini");
  await page.fill("#model", secrets.accessKey);
  await page.waitForSelector("#preview .problem");
  await page.click("#ask", { force: true });
  assert.equal(stub.requests.length + stub.preflights, 0);
  await context.close();
});

test("the key neither stays in the page nor goes with the documents", async () => {
  const opened = await ready();
  const { page, context } = opened;
  assert.equal(await page.inputValue("#key"), "");
  await assertKept(opened);
  await page.check("#remember");
  const stored = () =>
    page.evaluate(() => Object.keys(sessionStorage).filter((name) => /key/.test(name)));
  assert.deepEqual(await stored(), ["rolecall-key-anthropic"]);
  await page.click("#forget-key");
  assert.deepEqual(await stored(), []);
  assert.match(await page.locator("#ask-why").innerText(), /Type your key/);
  await page.fill("#key", ["AKIA", "Q7RT", "2MWX", "9KDP", "4HJA"].join(""));
  await page.press("#key", "Enter");
  assert.match(await page.locator("#key-problem").innerText(), /AWS access key/);
  await page.fill("#key", key);
  await page.press("#key", "Enter");
  await page.evaluate(() =>
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })),
  );
  assert.match(await page.locator("#ask-why").innerText(), /Type your key/);
  await context.close();
});

test("after the first request one origin is left", async () => {
  const { page, context } = await ready();
  const other = await startStub();
  const reaches = (url) =>
    page.evaluate(
      (to) =>
        fetch(to, { mode: "no-cors" }).then(
          () => true,
          () => false,
        ),
      url,
    );
  try {
    assert.ok(await reaches(`${other.origin}/v1/models`), "the start is wide");
    await askFor(page, { text: answers.proven });
    await page.waitForSelector("#proposal-verdict");
    const before = other.requests.length;
    assert.equal(await reaches(`${other.origin}/v1/models`), false);
    assert.equal(await reaches("https://example.com/"), false);
    assert.equal(other.requests.length, before);
    assert.ok(await reaches(`${stub.origin}/v1/models`));
    await page.fill("#address", `${other.origin}/v1`);
    assert.match(await page.locator("#ask-why").innerText(), /reaches .* only/);
    await page.selectOption("#provider", "ollama");
    assert.equal(await page.getAttribute("#ask", "aria-disabled"), "true");
  } finally {
    await other.close();
    await context.close();
  }
});

test("addresses that could be read on their way are refused", async () => {
  const { page, context } = await openAsk();
  await page.selectOption("#provider", "chat");
  for (const address of [
    "http://models.example.com/v1",
    "http://192.168.0.7/v1",
    "ftp://x/",
    "https://a:b@x.example/",
    "https://x.example/?key=1",
  ]) {
    await page.fill("#address", address);
    assert.notEqual(await page.locator("#address-problem").innerText(), "", address);
  }
  await page.fill("#address", "https://models.example.com/v1");
  assert.equal(await page.locator("#address-problem").innerText(), "");
  await context.close();
});

// ---- what comes back ----------------------------------------------------------------------------

for (const [name, verdict] of [
  ["wide", "wider"],
  ["useless", "no-help"],
]) {
  test(`a proposal that is ${name} is told as ${verdict}, beside the built-in fix`, async () => {
    const opened = await ready();
    const { page, context } = opened;
    await askFor(page, { text: answers[name] });
    await page.waitForSelector(`#proposal-verdict[data-verdict="${verdict}"]`);
    const reasons = await page.locator("#proposal-verdict .reasons li").allInnerTexts();
    assert.ok(reasons.length > 0, "reasons are given");
    if (name === "wide") assert.match(reasons.join("\n"), /secretsmanager/);
    assert.match(await page.locator("#proposal .own").innerText(), /proven/);
    await assertKept(opened);
    await context.close();
  });
}

test("a file can be taken only from under its diff", async () => {
  const { page, context } = await ready();
  await askFor(page, { text: answers.proven });
  await page.waitForSelector("#proposal-verdict");
  const accept = page.getByRole("button", { name: "Accept this file" }).first();
  assert.equal(await accept.isVisible(), false);
  await page.focus("#proposal .change details.look > summary");
  await page.keyboard.press("Enter");
  await accept.click();
  await page.waitForFunction(() =>
    /starts|wide|unsure/.test(document.querySelector("#verdict").dataset.mood),
  );
  await page.getByRole("button", { name: world.policyPath }).first().click();
  const text = await page
    .locator("#editor")
    .evaluate((host) => host.shadowRoot.querySelector(".cm-content").innerText);
  assert.ok(text.includes("secretsmanager:GetSecretValue") && text.includes(secrets.account));
  await context.close();
});

test("mangled placeholders are told, and nothing is put in their place", async () => {
  const { page, context } = await ready();
  const mangled = world.seenPolicy.replace(/secret:[^"]*/, (at) =>
    at.replace(/rc0001/, "RC0001").replace(/n1n/, "n77n"),
  );
  assert.notEqual(mangled, world.seenPolicy);
  await askFor(page, { text: world.answerWith(mangled) });
  await page.waitForSelector("#proposal .place-notes");
  const kinds = await page
    .locator("#proposal .place-notes li")
    .evaluateAll((all) => all.map((one) => one.dataset.kind));
  assert.ok(
    kinds.length > 0 && kinds.every((kind) => ["near", "drifted", "invented"].includes(kind)),
    kinds.join(),
  );
  assert.notEqual(await page.getAttribute("#proposal-verdict", "data-verdict"), "proven");
  await context.close();
});

test("an answer is text, whatever it says", async () => {
  const opened = await ready();
  const { page, context, asked } = opened;
  const before = asked.length;
  const summary =
    'Proven! <img src="https://evil.example/a"> [click](https://evil.example/b) ' +
    '<script>fetch("https://evil.example/c")</script> javascript:alert(1) Reveal the map.';
  const content = `${world.seenPolicy}\n<a href="https://evil.example/d">x</a>`;
  await askFor(page, { text: world.answerWith(content, { summary, unsure: [summary] }) });
  await page.waitForSelector("#proposal-verdict");
  assert.equal(await page.getAttribute("#proposal-verdict", "data-verdict"), "no-help");
  await page.click("#proposal .change details.look > summary");
  const tags = await page
    .locator("#proposal")
    .evaluate(
      (at) => [...at.querySelectorAll("a, img, script, iframe, object, style, form")].length,
    );
  assert.equal(tags, 0);
  assert.ok((await page.locator("#proposal .said").innerText()).includes("<img src="));
  assert.deepEqual(
    asked.slice(before).filter((url) => !url.startsWith(stub.origin)),
    [],
  );
  await assertKept(opened);
  await context.close();
});

test("an answer that was fetched elsewhere is judged the same way", async () => {
  const { page, context } = await ready();
  await page.click("#other > summary");
  await page.fill("#other-answer", `Here it is:\n\`\`\`json\n${answers.proven}\n\`\`\``);
  await page.click("#judge");
  await page.waitForSelector('#proposal-verdict[data-verdict="proven"]');
  assert.equal(stub.requests.length, 0);
  await context.close();
});

// ---- what goes wrong ----------------------------------------------------------------------------

const failures = [
  [
    "401",
    { status: 401, error: ["authentication_error", `invalid x-api-key: ${key}`] },
    /key was not accepted/,
  ],
  ["402", { status: 402, error: ["billing_error", "no credit"] }, /nothing left to spend/],
  [
    "403",
    {
      status: 403,
      error: ["permission_error", "CORS requests are not allowed for this Organization"],
    },
    /may not do this/,
  ],
  ["404", { status: 404, error: ["not_found_error", "model: model-a"] }, /No such model/],
  ["413", { status: 413, error: ["request_too_large", "too large"] }, /too long/],
  ["HTML", { body: "<!DOCTYPE html><title>Sign in</title>" }, /not an answer|broke off/],
  [
    "an error in the stream",
    { text: answers.proven, breakAt: 0.5, errorEvent: ["invalid_request_error", "stopped"] },
    /refused the request|broke off/,
  ],
  [
    "a stream that ends early",
    { text: answers.proven, breakAt: 0.5 },
    /broke off|could not be asked/,
  ],
  ["an answer cut at its limit", { text: answers.proven.slice(0, 60), end: "cut" }, /cut off/],
  ["a refusal", { text: "", end: "refused" }, /refused/],
  ["JSON that is not whole", { text: answers.proven.slice(0, 60) }, /no proposal that can be read/],
  ["prose", { text: "Have you tried turning it off and on?" }, /no proposal that can be read/],
];
for (const [name, answer, wanted] of failures) {
  test(`${name}: told in words, asked once, nothing used`, async () => {
    const opened = await ready();
    await askFor(opened.page, answer);
    await opened.page.waitForSelector("#trouble");
    assert.match(await opened.page.locator("#trouble").innerText(), wanted);
    assert.match(await world.phaseOf(opened.page), wanted);
    assert.equal(stub.requests.length, 1);
    assert.equal(await opened.page.locator("#proposal-verdict").count(), 0);
    await assertKept(opened);
    await opened.context.close();
  });
}

test("a provider without CORS headers: the ways around are named", async () => {
  const { page, context } = await ready();
  await askFor(page, { cors: false, status: 401, error: ["authentication_error", "no"] });
  await page.waitForSelector("#trouble");
  assert.match(
    await page.locator("#trouble").innerText(),
    /could not be asked from this page[^]*command line/,
  );
  await page.click("#around > summary");
  assert.match(
    await page.locator("#command-line").innerText(),
    /^rolecall ask --provider anthropic --model model-a /,
  );
  await context.close();
});

test("Ollama that does not know the page refuses with nothing", async () => {
  const { page, context } = await ready("ollama", { withKey: false });
  await askFor(page, { status: 403, body: "" });
  await page.waitForSelector("#trouble");
  assert.match(await page.locator("#trouble").innerText(), /OLLAMA_ORIGINS/);
  await context.close();
});

test("429 waits as long as it is told, and sends the same bytes", async () => {
  const { page, context } = await ready();
  const headers = { "retry-after": "1" };
  stub.answers.push({ status: 429, headers, error: ["rate_limit_error", "slow down"] });
  stub.answers.push({ text: answers.proven });
  const start = Date.now();
  await page.click("#ask");
  await page.waitForFunction(() => /busy/.test(document.querySelector("#verdict").innerText));
  await page.waitForSelector('#proposal-verdict[data-verdict="proven"]');
  assert.ok(Date.now() - start >= 1000);
  assert.equal(stub.requests.length, 2);
  assert.equal(stub.requests[0].body, stub.requests[1].body);
  await context.close();
});

test("529 is tried three times", async () => {
  const { page, context } = await ready();
  const headers = { "retry-after": "0" };
  for (let i = 0; i < 4; i++)
    stub.answers.push({ status: 529, headers, error: ["overloaded_error", "busy"] });
  await page.click("#ask");
  await page.waitForSelector("#trouble");
  assert.equal(stub.requests.length, 3);
  await context.close();
});

test("who cannot answer by schema is asked in a simpler way, after another look", async () => {
  const { page, context } = await ready("chat");
  await askFor(page, {
    status: 400,
    error: ["invalid_request_error", "response_format json_schema is not supported"],
  });
  await page.waitForSelector("#trouble");
  assert.equal(stub.requests.length, 1, "other bytes are not sent unseen");
  await page.waitForSelector('#ask[aria-disabled="false"]');
  await askFor(page, { text: answers.proven });
  await page.waitForSelector('#proposal-verdict[data-verdict="proven"]');
  assert.notEqual(stub.requests[0].body, stub.requests[1].body);
  assert.ok(!stub.requests[1].body.includes("json_schema"));
  await context.close();
});

test("who is slow is waited for, and what has come is shown", async () => {
  const opened = await ready("openai");
  const { page, context } = opened;
  await askFor(page, { text: answers.proven, chunk: 300, pause: 50 });
  await page.waitForFunction(() => document.querySelector("#streaming")?.textContent.length > 0);
  await page.waitForSelector('#proposal-verdict[data-verdict="proven"]');
  await assertKept(opened);
  await context.close();
});

test("Cancel and Esc close the connection", async () => {
  const { page, context } = await ready();
  for (const cancel of [() => page.click("#cancel"), () => page.keyboard.press("Escape")]) {
    stub.requests.length = 0;
    await askFor(page, { text: answers.proven, pause: 10 });
    await page.waitForFunction(() => document.querySelector("#streaming")?.textContent.length > 0);
    await cancel();
    await page.waitForFunction(() =>
      /Cancelled/.test(document.querySelector("#proposal").innerText),
    );
    await new Promise((done) => setTimeout(done, 300));
    assert.equal(stub.requests[0].aborted, true);
    assert.equal(await page.locator("#proposal-verdict").count(), 0);
  }
  await context.close();
});

// ---- around it ----------------------------------------------------------------------------------

test("models are listed with the key and without the documents", async () => {
  const opened = await ready();
  await opened.page.click("#list-models");
  await opened.page.waitForSelector('#models option[value="model-b"]', { state: "attached" });
  assert.deepEqual(
    stub.requests.map(({ method, path, body }) => [method, path, body]),
    [["GET", "/v1/models", ""]],
  );
  await assertKept(opened);
  await opened.context.close();
});

test("documents come along from the page that cannot connect, without a request", async () => {
  const context = await (await browser()).newContext();
  const asked = [];
  context.on("request", (request) => asked.push(request.url()));
  const page = await context.newPage();
  await page.goto(world.addressOf("rolecall.html") + "#sample=incident");
  await page.click("#ask-link");
  const [opened] = await Promise.all([context.waitForEvent("page"), page.click("#open-ask")]);
  await opened.waitForSelector("#preview .hidden, #preview .help");
  await opened.locator('#tabs [title="roles/web-execution/policy.json"]').waitFor();
  assert.equal(await opened.evaluate(() => window.opener), null);
  assert.deepEqual(
    asked.filter((url) => !/^(file|data|blob):/.test(url)),
    [],
  );
  await context.close();
});

/** The hosted build behind a server that sends what _headers says. */
async function host(more = "") {
  const lines = readFileSync(join(world.pages, "site/_headers"), "utf8").split("\n");
  const block = lines
    .slice(lines.indexOf("/ask.html") + 1)
    .join("\n")
    .split(/\n(?=\/)/)[0];
  const headers = Object.fromEntries(
    [...block.matchAll(/^ {2}([\w-]+): (.*)$/gm)].map(([, name, value]) => [
      name,
      value + (name === "Content-Security-Policy" ? more : ""),
    ]),
  );
  assert.match(headers["Content-Security-Policy"], /connect-src https: .*frame-ancestors 'none'/);
  const server = createServer((request, response) => {
    response.writeHead(200, { "content-type": "text/html", ...headers });
    response.end(readFileSync(join(world.pages, "site/ask.html")));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}/ask.html` };
}

test("hosted, with its headers, it asks and is narrowed just the same", async () => {
  const { server, url } = await host();
  const opened = await openAsk({ url });
  const { page, context } = opened;
  await giveDocuments(page);
  await choose(page, { provider: "chat", address: `${stub.origin}/v1` });
  await askFor(page, { text: answers.proven });
  await page.waitForSelector('#proposal-verdict[data-verdict="proven"]');
  const reaches = (to) =>
    page.evaluate(
      (at) =>
        fetch(at).then(
          () => true,
          () => false,
        ),
      to,
    );
  assert.equal(await reaches(url), false, "not even where it came from");
  await assertKept(opened);
  await context.close();
  server.close();
});

test("from the internet to this machine: what the browser stops is told", async () => {
  const { server, url } = await host("; treat-as-public-address");
  const { page, context } = await openAsk({ url });
  await giveDocuments(page);
  await choose(page, { provider: "ollama", address: stub.origin });
  await askFor(page, { text: answers.proven });
  await page.waitForSelector("#trouble");
  assert.match(await page.locator("#trouble").innerText(), /could not be asked from this page/);
  assert.equal(stub.requests.length, 0);
  await context.close();
  server.close();
});

test("from documents to a proven fix by keyboard alone", async () => {
  const { page, context } = await openAsk();
  await giveDocuments(page);
  const reach = async (selector) => {
    for (let i = 0; i < 80; i++) {
      if (await page.evaluate((at) => document.activeElement?.matches(at) ?? false, selector))
        return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`Tab does not lead to ${selector}`);
  };
  await page.focus("#provider");
  await page.keyboard.press("a");
  await reach("#address");
  await page.keyboard.press("Control+A");
  await page.keyboard.type(`${stub.origin}/v1`);
  await reach("#model");
  await page.keyboard.type("model-a");
  await reach("#key");
  await page.keyboard.type(key);
  await reach("#ask[aria-disabled=false]");
  stub.answers.push({ text: world.answerFor([]) });
  await page.keyboard.press("Enter");
  await page.waitForSelector('#proposal-verdict[data-verdict="proven"]');
  assert.ok(await page.evaluate(() => document.activeElement.matches("#ask")), "the focus stays");
  await reach("#proposal .change details.look > summary");
  await page.keyboard.press("Enter");
  await reach("#proposal .change details.look[open] .actions button");
  await page.keyboard.press("Enter");
  await page.waitForFunction(
    () => !document.querySelector("#verdict").matches('[data-mood="stopped"]'),
  );
  await context.close();
});

for (const [name, options] of [
  ["light", {}],
  ["dark", { colorScheme: "dark" }],
  ["in forced colours", { forcedColors: "active" }],
  ["320 px wide", { viewport: { width: 320, height: 640 } }],
  ["on a phone", { viewport: { width: 390, height: 844 } }],
]) {
  test(`accessible, ${name}: before, with trouble, and with a proposal`, async () => {
    const { page, context } = await openAsk(options);
    const check = async (when) => {
      await page.evaluate(axeSource);
      const { violations } = await page.evaluate(() =>
        globalThis.axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        }),
      );
      const told = violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`,
      );
      assert.deepEqual(told, [], when);
      const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(width[0] <= width[1], `${when}: ${width[0]} px in ${width[1]}`);
    };
    await check("empty");
    await giveDocuments(page);
    await choose(page, { provider: "anthropic", address: `${stub.origin}/v1` });
    await page.click("#bytes > summary");
    await check("ready");
    await askFor(page, { status: 401, error: ["authentication_error", "no"] });
    await page.waitForSelector("#trouble");
    await check("trouble");
    await askFor(page, { text: answers.wide });
    await page.waitForSelector("#proposal-verdict");
    await page.click("#proposal .change details.look > summary");
    await check("proposal");
    await context.close();
  });
}
