// A link that holds redacted documents in its fragment, which no browser sends to a server:
// #v1.<base64url(deflate-raw(JSON))>. What arrives in one is a stranger's.
import { fileRoles } from "../../tools/wasm_host.mjs";
import type { FileRole, Options } from "./engine";

export interface Shared {
  documents: { path: string; text: string; role?: FileRole }[];
  launchType?: string;
}

/** Programs that pass messages on cut addresses that are longer. */
export const linkIsLong = 2_000;
/** Beyond this a file is the better way. */
export const linkIsTooLong = 32 * 1024;
/** What a link may unfold to: documents of an incident are some kilobytes. */
const mostUnfolded = 1024 * 1024;
const mostDocuments = 200;
const longestPath = 512;

const launchTypes = ["FARGATE", "EC2", "EXTERNAL", "MANAGED_INSTANCES"];

async function collect(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array> {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > most) {
      void reader.cancel().catch(() => {});
      throw new Error(`it unfolds to more than ${most / 1024} kB`);
    }
    parts.push(value);
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function through(bytes: Uint8Array, change: CompressionStream | DecompressionStream) {
  return new Blob([bytes as BlobPart]).stream().pipeThrough(change as TransformStream);
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64Url(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Error("it is cut or was changed on its way");
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** The text that leaves, in a link or in a file. */
export function sharedText(shared: Shared): string {
  return JSON.stringify({ rolecall: 1, ...shared });
}

export async function fragmentOf(text: string): Promise<string> {
  const folded = through(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  return `#v1.${toBase64Url(await collect(folded, Infinity))}`;
}

// Takes what is known, in the shape that it must have, and nothing else.
export function readShared(text: string): Shared {
  let value: any;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error("it does not hold documents");
  }
  if (value?.rolecall !== 1 || !Array.isArray(value.documents)) {
    throw new Error("it does not hold documents");
  }
  if (value.documents.length > mostDocuments) {
    throw new Error(`it holds more than ${mostDocuments} documents`);
  }
  const seen = new Set<string>();
  const documents = value.documents.map(({ path, text, role }: any) => {
    const fits = typeof path === "string" && path !== "" && path.length <= longestPath;
    if (!fits || typeof text !== "string" || seen.has(path)) {
      throw new Error("one of its documents has no usable name or text");
    }
    seen.add(path);
    return { path, text, role: fileRoles.includes(role) ? role : "any" };
  });
  return launchTypes.includes(value.launchType)
    ? { documents, launchType: value.launchType }
    : { documents };
}

/** True for a fragment that means to be a share link, of whatever version. */
export function isLink(fragment: string): boolean {
  return /^#v\d+\./.test(fragment);
}

/** What the link holds; throws an error whose message ends the sentence "The link cannot be opened:". */
export async function openLink(fragment: string): Promise<Shared> {
  if (!fragment.startsWith("#v1.")) throw new Error("it was made by a newer rolecall");
  if (fragment.length > 2 * linkIsTooLong) throw new Error("it is longer than rolecall makes links");
  let bytes: Uint8Array;
  try {
    const folded = fromBase64Url(fragment.slice(4));
    bytes = await collect(through(folded, new DecompressionStream("deflate-raw")), mostUnfolded);
  } catch (error) {
    throw error instanceof Error && error.message.startsWith("it ")
      ? error
      : new Error("it is cut or was changed on its way");
  }
  return readShared(new TextDecoder().decode(bytes));
}
