// A provider of language models on loopback, which does as it is told.
//
//   const stub = await startStub();
//   stub.answers.push({ text });
//   stub.answers.push({ status: 429, headers: { "retry-after": "1" }, error: [type, text] });
//   stub.requests   [{ method, path, headers, body, aborted }], preflights left out
//
// Members of an answer: text, end ("whole" | "cut" | "refused"), chunk (bytes a piece), pause
// (milliseconds between pieces), breakAt (share of the stream after which `errorEvent` comes, or,
// without one, the connection ends), status, error, body (instead of all that), headers, cors
// (false: none of its headers), hang (never answers).
import { createServer } from "node:http";
import { setTimeout as rest } from "node:timers/promises";
import { dialects } from "./stub_dialects.mjs";

const allowAll = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": [
    "authorization, content-type, x-api-key, x-goog-api-key, anthropic-version",
    "anthropic-dangerous-direct-browser-access",
  ].join(", "),
  "access-control-expose-headers": "retry-after",
};

const dialectOf = (path) =>
  Object.values(dialects).find((dialect) => dialect.path.test(path.split("?")[0]));

async function sendPieces(response, bytes, { chunk = bytes.length, pause = 0 }) {
  for (let at = 0; at < bytes.length && !response.destroyed; at += chunk) {
    response.write(bytes.subarray(at, at + chunk));
    // Without a rest the kernel joins the pieces again.
    await (pause > 0 ? rest(pause) : new Promise(setImmediate));
  }
}

function streamOf(dialect, { text = "", end = "whole", breakAt, errorEvent }) {
  const events = [...dialect.stream(text, end)];
  if (breakAt === undefined) return events.join("");
  const kept = events.slice(0, Math.max(1, Math.floor(events.length * breakAt)));
  return kept.join("") + (errorEvent ? dialect.errorEvent(...errorEvent) : "");
}

async function answerWith(answer, dialect, request, response) {
  const cors = answer.cors === false ? {} : allowAll;
  const streams = answer.status === undefined && dialect.streams(request.body, request.path);
  const type = streams ? "text/event-stream" : "application/json";
  response.writeHead(answer.status ?? 200, { "content-type": type, ...cors, ...answer.headers });
  if (answer.hang) return;
  const { text = "", end = "whole" } = answer;
  let body = answer.body;
  if (body === undefined && answer.error) body = JSON.stringify(dialect.error(...answer.error));
  if (body === undefined && streams) body = streamOf(dialect, answer);
  if (body === undefined) body = JSON.stringify(dialect.whole(text, end));
  await sendPieces(response, Buffer.from(body), answer);
  if (streams && answer.breakAt !== undefined && !answer.errorEvent) response.destroy();
  else response.end();
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

function modelsAt(path) {
  return Object.values(dialects).find(({ models }) => models.path === path)?.models.body;
}

export async function startStub() {
  const stub = { answers: [], requests: [], preflights: 0 };
  const server = createServer(async (incoming, response) => {
    const path = incoming.url;
    if (incoming.method === "OPTIONS") {
      stub.preflights++;
      const [next] = stub.answers;
      response.writeHead(next?.cors === false ? 404 : 204, next?.cors === false ? {} : allowAll);
      return response.end();
    }
    const { method, headers } = incoming;
    const request = { method, path, headers, body: await bodyOf(incoming), aborted: false };
    stub.requests.push(request);
    response.on("close", () => (request.aborted = !response.writableFinished));
    const models = method === "GET" ? modelsAt(path.split("?")[0]) : undefined;
    if (models && stub.modelsAnswer === undefined) {
      response.writeHead(200, { "content-type": "application/json", ...allowAll });
      return response.end(JSON.stringify(models));
    }
    const answer = models ? stub.modelsAnswer : stub.answers.shift();
    const dialect = dialectOf(path) ?? dialects.chat;
    await answerWith(
      answer ?? { status: 500, body: "nothing prepared" },
      dialect,
      request,
      response,
    );
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  stub.origin = `http://127.0.0.1:${server.address().port}`;
  stub.reset = () =>
    Object.assign(stub, { answers: [], requests: [], preflights: 0, modelsAnswer: undefined });
  stub.close = () => {
    server.closeAllConnections?.();
    return new Promise((resolve) => server.close(resolve));
  };
  return stub;
}
