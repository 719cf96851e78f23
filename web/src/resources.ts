// What the build put into the page beside this script: the module, the worker, the samples, the
// pages of `explain`.
import { byId } from "./dom";

/** The module's bytes. */
export function loadModule(): ArrayBuffer {
  const text = atob(byId("module").textContent!.trim());
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}

/** One of the JSON blocks of the page. */
export function loadJson<T>(id: string): T {
  return JSON.parse(byId(id).textContent!) as T;
}

// The only policy of the page, and it makes addresses of two scripts only: the worker that came
// with the page, and the service worker of the hosted build.
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): {
    createScriptURL(url: string): any;
  };
}
const trustedTypes = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
const madeHere = new Set<string>();
const rules = {
  createScriptURL(url: string): string {
    if (madeHere.has(url) || url === "sw.js") return url;
    throw new TypeError("rolecall loads no scripts");
  },
};
const policy = trustedTypes?.createPolicy("rolecall", rules) ?? rules;

/** An address that the policy lets through. */
export function trustedScript(url: string): string {
  return policy.createScriptURL(url);
}

export function startWorker(module: ArrayBuffer): Worker {
  const source = loadJson<string>("worker");
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  madeHere.add(url);
  // A classic script: a page that is a file may not load modules from an address that it made.
  const worker = new Worker(trustedScript(url));
  worker.postMessage(module);
  return worker;
}
