// One request, out and back. The body is the core's outgoing type and nothing else; the answer is
// handed on as bytes, for the core to read.
import { Outgoing } from "./outgoing";
import { isLocal } from "./providers";

export interface Order {
  url: URL;
  headers: Record<string, string>;
  /** null: a list of models is asked for, which takes no body. */
  body: Outgoing | null;
}

export interface Listener {
  /** The head of the response. */
  begins(status: number, retryAfter: number | null): void;
  bytes(piece: Uint8Array): void;
}

/** Silence after which nobody goes on waiting; models on one's own machine think long. */
const longestSilence = 120_000;
const mostBytes = 32 * 1024 * 1024;

export class TooLong extends Error {}
export class Silence extends Error {}

/** Seconds, or an HTTP date; null when it is neither, or cannot be read from here. */
function secondsOf(header: string | null): number | null {
  if (header === null || header.trim() === "") return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, (date - Date.now()) / 1000);
}

function requestOf(order: Order, signal: AbortSignal): RequestInit {
  const init: RequestInit & { targetAddressSpace?: string } = {
    method: order.body === null ? "GET" : "POST",
    headers:
      order.body === null
        ? order.headers
        : { ...order.headers, "content-type": "application/json" },
    signal,
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
    redirect: "error", // the key goes to the origin that was chosen and to no other
  };
  if (order.body !== null) init.body = Outgoing.textOf(order.body);
  // A page from the internet that asks this machine: the browser wants to be told.
  if (isLocal(order.url) && location.protocol === "https:") init.targetAddressSpace = "loopback";
  return init;
}

/** Sends once. Rejects when aborted, cut off by silence, or when fetch does. */
export async function send(order: Order, cancel: AbortSignal, listener: Listener): Promise<void> {
  const control = new AbortController();
  const stop = () => control.abort(cancel.reason);
  cancel.addEventListener("abort", stop);
  if (cancel.aborted) stop();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hope = () => {
    clearTimeout(timer);
    timer = setTimeout(() => control.abort(new Silence()), longestSilence);
  };
  try {
    hope();
    const response = await fetch(order.url, requestOf(order, control.signal));
    listener.begins(response.status, secondsOf(response.headers.get("retry-after")));
    await read(response, hope, listener);
  } finally {
    clearTimeout(timer);
    cancel.removeEventListener("abort", stop);
  }
}

async function read(response: Response, hope: () => void, listener: Listener): Promise<void> {
  const reader = response.body?.getReader();
  let total = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) return;
    hope();
    total += value.length;
    if (total > mostBytes) {
      await reader.cancel();
      throw new TooLong();
    }
    listener.bytes(value);
  }
}
