// Files that were picked or dropped, read into documents; what is no text is left out and named.
import { openShared } from "./arrivals";
import { clearNotice, tell } from "./notice";
import { readShared } from "./sharelink";
import type { Store } from "./store";

/** A file and the path that it has for us. */
export interface Found {
  path: string;
  file: File;
}

/** Files beyond this are left out: logs and archives, not configuration. */
const largestDropped = 64 * 1024 * 1024;
const skippedFolders = new Set([".git", "node_modules", ".terraform"]);
const mostNamed = 3;

/** A file that took the place of a share link. */
function isShared(store: Store, bytes: Uint8Array): boolean {
  try {
    openShared(store, readShared(new TextDecoder().decode(bytes)));
    return true;
  } catch {
    return false;
  }
}

/** What some shells write when output is sent to a file; the core reads UTF-8. */
function fromUtf16(bytes: Uint8Array): Uint8Array {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "";
  return encoding ? new TextEncoder().encode(new TextDecoder(encoding).decode(bytes)) : bytes;
}

/** Archives and images have zeros in them. */
const isText = (bytes: Uint8Array) => !bytes.subarray(0, 8192).includes(0);

async function bytesOf({ file }: Found): Promise<Uint8Array | string> {
  if (file.size > largestDropped) return "larger than 64 MB";
  try {
    const bytes = fromUtf16(new Uint8Array(await file.arrayBuffer()));
    return isText(bytes) ? bytes : "no text";
  } catch {
    return "cannot be read";
  }
}

function report(left: string[]): void {
  if (left.length === 0) return clearNotice();
  const named = left.slice(0, mostNamed).join(", ");
  const more = left.length > mostNamed ? ` and ${left.length - mostNamed} more` : "";
  tell(`Left out: ${named}${more}.`);
}

export async function readInto(store: Store, files: Found[]): Promise<void> {
  const read: { path: string; bytes: Uint8Array }[] = [];
  const left: string[] = [];
  for (const found of files) {
    if (found.path.split("/").some((part) => skippedFolders.has(part))) continue;
    const bytes = await bytesOf(found);
    if (typeof bytes === "string") left.push(`${found.path} (${bytes})`);
    else read.push({ path: found.path, bytes });
  }
  report(left);
  const [only] = read;
  if (read.length === 1 && /\.rolecall\.json$/.test(only!.path) && isShared(store, only!.bytes)) return;
  if (read.length > 0) store.addAll(read.sort((a, b) => (a.path < b.path ? -1 : 1)));
}

// ---- what a drop brings --------------------------------------------------------------------------

const promised = <T>(ask: (resolve: (value: T) => void, reject: (error: unknown) => void) => void) =>
  new Promise<T>(ask);

async function entriesOf(entry: FileSystemEntry, found: Found[]): Promise<void> {
  if (entry.isFile) {
    const file = await promised<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ path: entry.fullPath.replace(/^\//, ""), file });
    return;
  }
  if (skippedFolders.has(entry.name)) return;
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await promised<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const inner of some) await entriesOf(inner, found);
  }
}

export async function dropped(store: Store, data: DataTransfer): Promise<void> {
  const text = data.getData("text/plain");
  const files = [...data.files];
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()).filter((e) => e != null);
  const found: Found[] = [];
  try {
    for (const entry of entries) await entriesOf(entry, found);
  } catch {
    return tell("What was dropped cannot be read; pick it with Files or Folder instead.");
  }
  if (entries.length === 0) found.push(...files.map((file) => ({ path: file.name, file })));
  if (found.length > 0) await readInto(store, found);
  else if (text) addText(store, text);
}

// ---- text ----------------------------------------------------------------------------------------

/** A first name for pasted text; what it is, the core tells. */
function pastedPath(store: Store, text: string): string {
  if (/"containerDefinitions"|"taskDefinition"/.test(text)) return store.freePath("taskdef", ".json");
  if (/"Statement"/.test(text)) return store.freePath("policy", ".json");
  return store.freePath("pasted", /^\s*[[{]/.test(text) ? ".json" : ".txt");
}

export function addText(store: Store, text: string): void {
  store.add(pastedPath(store, text), new TextEncoder().encode(text));
}
