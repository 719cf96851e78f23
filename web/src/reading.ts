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
  const marks: Record<string, string> = { "255 254": "utf-16le", "254 255": "utf-16be" };
  const encoding = marks[bytes.subarray(0, 2).join(" ")];
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
  const only = read.length === 1 && /\.rolecall\.json$/.test(read[0]!.path) ? read[0]! : null;
  if (only && isShared(store, only.bytes)) return;
  if (read.length > 0) store.addAll(read.sort((a, b) => (a.path < b.path ? -1 : 1)));
}

// ---- what a drop brings -------------------------------------------------------------------------

type Asking<T> = (resolve: (value: T) => void, reject: (error: unknown) => void) => void;
const promised = <T>(ask: Asking<T>) => new Promise<T>(ask);

async function ofEntry(entry: FileSystemEntry): Promise<Found[]> {
  if (entry.isFile) {
    const file = await promised<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path: entry.fullPath.replace(/^\//, ""), file }];
  }
  if (skippedFolders.has(entry.name)) return [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Found[] = [];
  for (;;) {
    const some = await promised<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    for (const inner of some) found.push(...(await ofEntry(inner)));
  }
}

/** What newer browsers give; TypeScript's library does not name all of it. */
interface Handle {
  kind: "file" | "directory";
  name: string;
  getFile(): Promise<File>;
  values(): AsyncIterable<Handle>;
}

async function ofHandle(handle: Handle, folder = ""): Promise<Found[]> {
  const path = folder + handle.name;
  if (handle.kind === "file") return [{ path, file: await handle.getFile() }];
  if (skippedFolders.has(handle.name)) return [];
  const found: Found[] = [];
  for await (const inner of handle.values()) found.push(...(await ofHandle(inner, `${path}/`)));
  return found;
}

/**
 * The ways to what was dropped, best first. Chromium reads no entries on a page that is a file,
 * and others have no handles; a file alone tells nothing of a folder. All are asked for at once: an
 * item is empty as soon as the drop is over.
 */
function waysTo(item: DataTransferItem): (() => Promise<Found[]>)[] {
  const known = item as DataTransferItem & { getAsFileSystemHandle?(): Promise<Handle | null> };
  const entry = item.webkitGetAsEntry?.();
  const file = item.getAsFile();
  const handle = known.getAsFileSystemHandle?.().catch(() => null);
  return [
    async () => ofHandle((await handle)!),
    async () => ofEntry(entry!),
    async () => (file && !entry?.isDirectory ? [{ path: file.name, file }] : Promise.reject()),
  ];
}

async function firstOf(ways: (() => Promise<Found[]>)[]): Promise<Found[] | null> {
  for (const way of ways) {
    try {
      return await way();
    } catch {
      // The next way may work.
    }
  }
  return null;
}

export async function dropped(store: Store, data: DataTransfer): Promise<void> {
  const text = data.getData("text/plain");
  const items = [...data.items].filter(({ kind }) => kind === "file").map(waysTo);
  if (items.length === 0) {
    if (text) addText(store, text);
    return;
  }
  const found = await Promise.all(items.map(firstOf));
  if (found.every((one) => one === null)) {
    return tell("What was dropped cannot be read; pick it with Files or Folder instead.");
  }
  await readInto(store, found.flatMap((one) => one ?? []));
}

// ---- text ---------------------------------------------------------------------------------------

const isTerraform = /^(?:resource|data|module|variable|provider) "[^\n]*\{|^(?:locals|terraform) \{/m;
const isYaml = /^(?:Resources|AWSTemplateFormatVersion|family|containerDefinitions):/m;

/** A first name for pasted text; what it is, the core tells. */
function pastedPath(store: Store, text: string): string {
  if (isTerraform.test(text)) return store.freePath("main", ".tf");
  if (isYaml.test(text)) return store.freePath("template", ".yaml");
  const isTask = /"containerDefinitions"|"taskDefinition"/.test(text);
  if (isTask) return store.freePath("taskdef", ".json");
  if (/"Statement"/.test(text)) return store.freePath("policy", ".json");
  return store.freePath("pasted", /^\s*[[{]/.test(text) ? ".json" : ".txt");
}

export function addText(store: Store, text: string): void {
  store.add(pastedPath(store, text), new TextEncoder().encode(text));
}
