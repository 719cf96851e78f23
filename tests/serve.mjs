// The server under clients of every kind: many at once, idle, slow, too large, malformed, strange.
// It is the build with sanitizers, so that a leak or a step too far is seen when it ends.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { join } from "node:path";
import { command, Outcome, root } from "./lib/cases.mjs";
import { codeOf, form, patience, send, serve } from "./lib/serve.mjs";

const outcome = new Outcome();
const sanitized = join(process.env.ROLECALL_BUILD ?? "", "rolecall");
const binary = existsSync(sanitized) ? sanitized : command;
const megabyte = 1 << 20;

function check(holds, what) {
  outcome.checked();
  if (!holds) outcome.fault(what);
}

const policy = '{"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}';
const question = (action, more = {}) =>
  form("SimulateCustomPolicy", {
    "PolicyInputList.member.1": policy,
    "ActionNames.member.1": action,
    ...more,
  });

// Opens a connection, writes, and resolves with what came back and after how many seconds it ended.
function converse(port, writeTo) {
  return new Promise((resolve) => {
    const began = Date.now();
    const socket = net.connect(port, "127.0.0.1");
    let text = "";
    let timer;
    const end = () => {
      clearInterval(timer);
      socket.destroy();
      resolve({ text, seconds: (Date.now() - began) / 1000 });
    };
    socket.setTimeout(2 * patience, end);
    socket.on("error", end);
    socket.on("close", end);
    socket.on("data", (bytes) => (text += bytes));
    socket.on("connect", () => (timer = writeTo(socket)));
  });
}

const server = await serve(binary);
const head = (length) => `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n`;

// --- Clients that only cost time, while the others go on -----------------------------------------

const idle = converse(server.port, () => undefined).then(({ text, seconds }) =>
  check(text === "" && seconds < 20, `an idle connection is ended after ${seconds} s: ${text}`),
);
const slowly = (text) => (socket) => {
  socket.write(text);
  return setInterval(() => socket.write("A"), 500);
};
const slowBody = converse(server.port, slowly(`${head(1000)}\r\n`)).then(({ text, seconds }) =>
  check(!/ 200 /.test(text) && seconds < 45, `a slow body is ended after ${seconds} s: ${text}`),
);
const slowHead = converse(server.port, slowly(`${head(1)}X-Slow: `)).then(({ seconds }) =>
  check(seconds < 45, `a slow head is ended after ${seconds} s`),
);
const rude = converse(server.port, (socket) => {
  socket.write(`${head(1000)}\r\nAction=`, () => socket.destroy());
});

async function crowd() {
  const crowded = await serve(binary);
  const idlers = Array.from({ length: 200 }, () => {
    const socket = net.connect(crowded.port, "127.0.0.1");
    socket.on("error", () => undefined);
    return socket;
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { status } = await send(crowded.url, question("s3:GetObject"));
  check(status === 200, "beside more idle connections than there may be, a request is answered");
  idlers.forEach((socket) => socket.destroy());
  await ends(crowded, "SIGINT");
}

async function ends(served, signal) {
  const { status, stderr } = await served.stop(signal);
  check(status === 0 && stderr === "", `${signal} ends it with ${status}: ${stderr}`);
}
const crowding = crowd();

// --- Many at once --------------------------------------------------------------------------------

const headers = { Authorization: "AWS4-HMAC-SHA256 Credential=never-written-down" };
await Promise.all(
  Array.from({ length: 50 }, async (_, i) => {
    const action = i % 2 ? `s3:GetObject${i}` : `s3:PutObject${i}`;
    const padding = "x".repeat(i * 2000);
    const body = question(action, { "ActionNames.member.2": `x:${padding}A` });
    const { status, body: xml } = await send(server.url, body, { headers });
    const decision = i % 2 ? "allowed" : "implicitDeny";
    const wanted = `<EvalActionName>${action}</EvalActionName>`;
    check(status === 200 && xml.includes(wanted), `client ${i}: ${status} ${xml.slice(0, 300)}`);
    check(xml.includes(`<EvalDecision>${decision}</EvalDecision>`), `client ${i}: ${decision}`);
  }),
);

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const answers = [];
for (let i = 0; i < 20; i++) {
  answers.push(await send(server.url, question("s3:GetObject"), { agent }));
}
agent.destroy();
check(new Set(answers.map(({ body }) => body)).size === 1, "the same request, the same answer");
check(answers[0].headers["content-type"] === "text/xml", "answers are XML");

// --- Requests that are none ----------------------------------------------------------------------

const small = { "PolicyInputList.member.1": policy };
const numbered = Array.from({ length: 20_001 }, (_, i) => `ActionNames.member.${i + 1}=s3:A`);
const refused = [
  [404, "MalformedQueryString", "Action=%4"],
  [404, "MalformedQueryString", "Action=Simulate%zz"],
  [400, "MissingAction", ""],
  [400, "MissingAction", "Version=2010-05-08"],
  [400, "InvalidAction", "Action=SimulateCustomPolicy"],
  [400, "InvalidAction", form("ListUsers")],
  [400, "InvalidQueryParameter", question("s3:GetObject", { PolicyExclusionList: "" })],
  [400, "ValidationError", form("SimulateCustomPolicy", small)],
  [400, "ValidationError", question("s3:GetObject", { "ActionNames.member.999999999": "s3:A" })],
  [400, "ValidationError", question("s3:GetObject", { "ActionNames.member.99999999999": "s3:A" })],
  [400, "ValidationError", `${question("s3:GetObject")}&ActionNames.member.1=s3:PutObject`],
  [400, "InvalidInput", question("s3:Get*")],
  [404, "NoSuchEntity", form("GetContextKeysForPrincipalPolicy", {
    PolicySourceArn: "arn:aws:iam::111122223333:user/nobody",
  })],
  [413, "RequestEntityTooLarge", numbered.join("&")],
  [413, "RequestEntityTooLarge", "A".repeat(5 * megabyte)],
  [405, "MethodNotAllowed", "", { method: "GET" }],
  [405, "MethodNotAllowed", question("s3:GetObject"), { method: "PUT" }],
  [404, "UnknownOperation", question("s3:GetObject"), { path: "/latest/meta-data" }],
  [403, "AccessDenied", question("s3:GetObject"), { headers: { Origin: "https://example.com" } }],
];
for (const [status, code, body, options] of refused) {
  const got = await send(server.url, body, options);
  const what = `${options?.method ?? ""} ${body.slice(0, 80)}`;
  check(got.status === status && codeOf(got) === code, `${what}: ${got.status} ${got.body}`);
  check(got.body.includes("<RequestId>"), `${what}: no RequestId`);
}

const huge = await converse(server.port, (socket) => void socket.write(`${head(1e12)}\r\n`));
check(/^HTTP\/1.1 413 /.test(huge.text) && huge.seconds < 5, `a huge body: ${huge.text}`);
const wrong = await converse(server.port, (socket) => void socket.write("\0\x01nothing\r\n\r\n"));
check(!/^HTTP\/1.1 200 /.test(wrong.text) && wrong.seconds < 20, `no HTTP: ${wrong.text}`);

// Chunks do not tell beforehand how much they will be.
const chunked = await new Promise((resolve, reject) => {
  const request = http.request(server.url, { method: "POST", timeout: patience }, (response) => {
    response.resume();
    response.on("end", () => resolve(response.statusCode));
  });
  request.on("error", reject);
  for (let i = 0; i < 5; i++) request.write("A".repeat(megabyte));
  request.end();
});
check(chunked === 413, `chunks that are too large together: ${chunked}`);
const after = await send(server.url, question("s3:GetObject"));
check(after.status === 200, "after all that it answers");

// --- Addresses -----------------------------------------------------------------------------------

const attempts = [
  [["--serve", "0.0.0.0:0"], "--beyond-loopback"],
  [["--serve", "[::]:0"], "--beyond-loopback"],
  [["--serve", "127.0.0.1"], "takes an address in numbers and a port"],
  [["--serve", "example.com:80"], "takes an address in numbers and a port"],
  [["--serve", "127.0.0.1:65536"], "takes an address in numbers and a port"],
  [["--serve", `127.0.0.1:${server.port}`], "Address already in use"],
  [["--serve"], "option --serve takes"],
  [["--serve", "127.0.0.1:0", "--batch", "-"], "`--batch` is not understood here"],
  [["--serve", "127.0.0.1:0", "--authorization-details"], "takes one file or more"],
  [["--serve", "127.0.0.1:0", "--authorization-details", "missing"], "cannot read missing"],
  [["--serve=127.0.0.1:0", "--authorization-details", "README.md"], "README.md: not JSON"],
];
for (const [args, sentence] of attempts) {
  const done = spawnSync(binary, ["simulate", ...args], { timeout: patience, cwd: root });
  const stderr = done.stderr.toString();
  check(done.status === 2 && stderr.includes(sentence), `${args}: ${done.status} ${stderr}`);
}

const everywhere = await serve(binary, ["--beyond-loopback"], "0.0.0.0");
const local = await send(`http://127.0.0.1:${everywhere.port}`, question("s3:GetObject"));
check(local.status === 200, "beyond loopback, when asked for");
await ends(everywhere, "SIGTERM");

const without = join(root, "build/tiny-limits/rolecall");
if (existsSync(without)) {
  const done = spawnSync(without, ["simulate", "--serve", "127.0.0.1:0"], { timeout: patience });
  const stderr = done.stderr.toString();
  check(done.status === 2 && stderr.includes("without libmicrohttpd"), `not built in: ${stderr}`);
}

await Promise.all([idle, slowBody, slowHead, rude, crowding]);
await ends(server, "SIGTERM");
outcome.close(`promises of ${binary}`);
