// The command as a server, and requests to it. Everything has its time.
import { spawn } from "node:child_process";
import http from "node:http";

export const patience = 30_000;

// Resolves to { url, port, stop() }; stop() resolves to { status, stdout, stderr }.
export function start(binary, words, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, words, options);
    let stdout = "";
    let stderr = "";
    const timer = setTimeout(() => child.kill("SIGKILL"), 240_000);
    process.on("exit", () => child.kill("SIGKILL"));
    const ended = new Promise((done) => {
      child.on("close", (status, signal) => {
        clearTimeout(timer);
        done({ status: status ?? signal, stdout, stderr });
        reject(new Error(`${binary} ${words.join(" ")} ended: ${stderr}`));
      });
    });
    const stop = (signal = "SIGTERM") => {
      child.kill(signal);
      setTimeout(() => child.kill("SIGKILL"), patience).unref();
      return ended;
    };
    child.on("error", reject);
    child.stderr.on("data", (bytes) => (stderr += bytes));
    child.stdout.on("data", (bytes) => {
      stdout += bytes;
      const match = /^(http:\/\/[0-9.]+:(\d+))\n/.exec(stdout);
      if (match) resolve({ url: match[1], port: Number(match[2]), pid: child.pid, stop });
    });
  });
}

/** A simulator that is served. */
export const serve = (binary, args = [], address = "127.0.0.1") =>
  start(binary, ["simulate", "--serve", `${address}:0`, ...args]);

// Resolves to { status, headers, body }, or rejects.
export function send(url, body, { method = "POST", path = "/", headers = {}, agent } = {}) {
  return new Promise((resolve, reject) => {
    const options = { method, headers: { "Content-Length": Buffer.byteLength(body), ...headers } };
    const request = http.request(url + path, { ...options, agent, timeout: patience });
    request.on("timeout", () => request.destroy(new Error("no answer in time")));
    request.on("error", reject);
    request.on("response", (response) => {
      const parts = [];
      response.on("error", reject);
      response.on("data", (part) => parts.push(part));
      response.on("end", () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: response.statusCode, headers: response.headers, body: text });
      });
    });
    request.end(body);
  });
}

export const form = (action, parameters = {}) =>
  new URLSearchParams({ Action: action, Version: "2010-05-08", ...parameters }).toString();

export const codeOf = ({ body }) => /<Code>(\w+)<\/Code>/.exec(body)?.[1];
