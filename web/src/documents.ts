// Documents: paste anywhere, drop files or folders, tabs, and what each was taken for.
import { byId, h, show } from "./dom";
import type { FileRole } from "./engine";
import { openShared } from "./arrivals";
import { emptyState } from "./empty";
import { readShared } from "./sharelink";
import type { Doc, Store } from "./store";

const kinds: Record<string, string> = {
  "task-definition": "task definition",
  policy: "policy",
  "error-text": "error text",
  unrecognised: "not recognised",
};

const roles: [FileRole, string][] = [
  ["any", "recognised by content"],
  ["execution-role", "policy of the execution role"],
  ["task-role", "policy of the task role"],
  ["boundary", "permissions boundary"],
  ["scp", "service control policy"],
];

/** Files beyond this are left out of a dropped folder: logs and archives, not configuration. */
const largestDropped = 64 * 1024 * 1024;
const skippedFolders = new Set([".git", "node_modules", ".terraform"]);

function tabOf(doc: Doc, store: Store): HTMLElement {
  const errors = store.state.analysis?.report?.findings.filter(
    (finding) => finding.severity === "error" && finding.location?.file === doc.path,
  ).length;
  const current = doc.id === store.state.current;
  return h(
    "span",
    { class: "tab", "data-current": current ? "yes" : "no" },
    h(
      "button",
      {
        class: "name",
        "data-key": `doc-${doc.id}`,
        "aria-pressed": current ? "true" : "false",
        title: doc.path,
        click: () => store.open(doc.id),
      },
      doc.path,
      errors ? h("span", { class: "count" }, h("span", { class: "unseen" }, "errors: "), String(errors)) : null,
    ),
    current
      ? h(
          "button",
          {
            class: "close",
            "data-key": `close-${doc.id}`,
            "aria-label": `Close ${doc.path}`,
            click: () => store.remove(doc.id),
          },
          "×",
        )
      : null,
  );
}

// ---- the chips above the editor ------------------------------------------------------------------

function rename(store: Store, doc: Doc, input: HTMLInputElement): void {
  const path = input.value.trim();
  if (path === "" || (store.docAt(path) ?? doc) !== doc) input.value = doc.path;
  else if (path !== doc.path) {
    doc.path = path;
    store.tell("docs");
  }
}

function chipsOf(doc: Doc, store: Store): Node[] {
  const known = store.state.analysis?.report?.files.find((file) => file.path === doc.path);
  const kind = known ? (kinds[known.kind] ?? known.kind.replaceAll("-", " ")) : "reading";
  const path = h("input", {
    id: "doc-path",
    "data-key": "doc-path",
    value: doc.path,
    spellcheck: "false",
    autocomplete: "off",
    change: () => rename(store, doc, path),
  });
  const role = h(
    "select",
    {
      id: "doc-role",
      "data-key": "doc-role",
      change: () => {
        doc.role = role.value as FileRole;
        store.tell("docs");
      },
    },
    ...roles.map(([value, label]) => h("option", { value, selected: value === doc.role }, label)),
  );
  return [
    h("span", { class: `chip ${known?.kind === "unrecognised" ? "odd" : ""}` }, kind),
    h("label", { for: "doc-path" }, "path"),
    path,
    h("label", { for: "doc-role" }, "taken as"),
    role,
    h(
      "button",
      {
        class: "small",
        id: "show-redacted",
        "data-key": "show-redacted",
        "aria-pressed": store.state.showRedacted ? "true" : "false",
        title: "Show the text that would leave, which cannot be edited",
        click: () => {
          store.state.showRedacted = !store.state.showRedacted;
          store.tell("redaction");
        },
      },
      "Redacted",
    ),
  ];
}

// ---- pasting and dropping ------------------------------------------------------------------------

/** A first name for pasted text; what it is, the core tells. */
function pastedPath(store: Store, text: string): string {
  if (/"containerDefinitions"|"taskDefinition"/.test(text)) return store.freePath("taskdef", ".json");
  if (/"Statement"/.test(text)) return store.freePath("policy", ".json");
  return store.freePath("pasted", /^\s*[[{]/.test(text) ? ".json" : ".txt");
}

export function addText(store: Store, text: string): void {
  store.add(pastedPath(store, text), new TextEncoder().encode(text));
}

/** A file that took the place of a share link. */
function isShared(store: Store, bytes: Uint8Array): boolean {
  try {
    openShared(store, readShared(new TextDecoder().decode(bytes)));
    return true;
  } catch {
    return false;
  }
}

async function readInto(store: Store, files: { path: string; file: File }[]): Promise<void> {
  const read: { path: string; bytes: Uint8Array }[] = [];
  for (const { path, file } of files) {
    if (file.size > largestDropped || path.split("/").some((part) => skippedFolders.has(part))) continue;
    read.push({ path, bytes: new Uint8Array(await file.arrayBuffer()) });
  }
  if (read.length === 1 && /\.rolecall\.json$/.test(read[0]!.path) && isShared(store, read[0]!.bytes)) return;
  store.addAll(read.sort((a, b) => (a.path < b.path ? -1 : 1)));
}

async function entriesOf(entry: FileSystemEntry, found: { path: string; file: File }[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ path: entry.fullPath.replace(/^\//, ""), file });
    return;
  }
  if (skippedFolders.has(entry.name)) return;
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const inner of some) await entriesOf(inner, found);
  }
}

async function dropped(store: Store, data: DataTransfer): Promise<void> {
  const found: { path: string; file: File }[] = [];
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()).filter((e) => e != null);
  if (entries.length > 0) {
    for (const entry of entries) await entriesOf(entry, found);
  } else {
    for (const file of data.files) found.push({ path: file.name, file });
  }
  await readInto(store, found);
}

function listen(store: Store, target: HTMLElement): void {
  document.addEventListener("paste", (event) => {
    const from = event.composedPath()[0] as HTMLElement;
    const typing = from.closest?.("input, textarea, select, [contenteditable]");
    if (typing && store.state.docs.length > 0) return;
    const text = event.clipboardData?.getData("text/plain");
    if (!text) return;
    event.preventDefault();
    event.stopPropagation();
    addText(store, text);
  }, true);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    target.dataset["drag"] = "yes";
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) delete target.dataset["drag"];
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    delete target.dataset["drag"];
    if (event.dataTransfer) void dropped(store, event.dataTransfer);
  });
}

function picker(store: Store, folder: boolean): HTMLInputElement {
  const input = h("input", {
    type: "file",
    class: "unseen",
    tabindex: -1,
    "aria-hidden": "true",
    id: folder ? "pick-folder" : "pick-files",
    multiple: true,
    webkitdirectory: folder,
    change: () => {
      const files = [...(input.files ?? [])];
      void readInto(store, files.map((file) => ({ path: file.webkitRelativePath || file.name, file })));
      input.value = "";
    },
  });
  return input;
}

export function mountDocuments(store: Store): void {
  const tabs = byId("tabs");
  const chips = byId("chips");
  const hint = byId("hint");
  const files = picker(store, false);
  const folder = picker(store, true);
  byId("documents").append(files, folder);
  const ways = {
    pickFiles: () => files.click(),
    pickFolder: () => folder.click(),
    writeText: () => addText(store, ""),
  };
  const adders = () => [
    h("button", { class: "add", "data-key": "add-empty", click: () => addText(store, "") }, "+ Empty"),
    h("button", { class: "add", "data-key": "add-files", click: () => files.click() }, "+ Files"),
    h("button", { class: "add", "data-key": "add-folder", click: () => folder.click() }, "+ Folder"),
  ];
  let inView: number | undefined;
  const render = () => {
    const doc = store.doc();
    byId("documents").dataset["empty"] = doc ? "no" : "yes";
    show(tabs, ...(doc ? [...store.state.docs.map((each) => tabOf(each, store)), ...adders()] : []));
    show(chips, ...(doc ? chipsOf(doc, store) : []));
    show(hint, doc ? null : emptyState(store, ways));
    if (doc?.id === inView) return;
    inView = doc?.id;
    tabs.querySelector<HTMLElement>('[data-current="yes"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  store.listen((_state, change) => {
    if (change !== "options" && change !== "answer") render();
  });
  listen(store, byId("documents"));
  render();
}
