// Documents: paste anywhere, drop files or folders, tabs, and what each was taken for.
import { byId, h, show } from "./dom";
import type { FileRole } from "./engine";
import { emptyState } from "./empty";
import { layOut, wantsLayout } from "./layout";
import { shorten } from "./picture";
import { addText, dropped, readInto } from "./reading";
import type { Doc, Store } from "./store";
import { hintAtMore, showInStrip, stepTo } from "./strip";
import { bytesOf, spellingOf, textOf } from "./text";

const kinds: Record<string, string> = {
  "task-definition": "task definition",
  policy: "policy",
  "error-text": "error text",
  unrecognised: "not recognised",
};

const roles: [FileRole, string][] = [
  ["any", "what it holds"],
  ["execution-role", "execution role's policy"],
  ["task-role", "task role's policy"],
  ["boundary", "permissions boundary"],
  ["scp", "service control policy"],
  ["parameters", "values of parameters"],
  ["var-file", "values of variables"],
];

// ---- the tabs -----------------------------------------------------------------------------------

/** More of them have a list beside the strip. */
const mostInSight = 8;

/** The end of a path tells documents apart: its file and the folder around it. */
function shortPath(path: string): string {
  return shorten(path.length <= 26 ? path : path.split("/").slice(-2).join("/"), 34);
}

/** The folders that are not shown are heard: as letters without a size, they are one word with it. */
function nameOf(path: string): (Node | string)[] {
  const shown = shortPath(path);
  if (!path.endsWith(shown)) return [shown];
  return [h("span", { class: "folder" }, path.slice(0, -shown.length)), shown];
}

function turn(event: KeyboardEvent, doc: Doc, store: Store): void {
  const { docs } = store.state;
  const next = stepTo(docs, docs.indexOf(doc), event.key);
  if (next) store.open(next.id);
  else if (event.key === "Delete") store.remove(doc.id);
  else return;
  event.preventDefault();
  const there = CSS.escape(`doc-${store.state.current}`);
  byId("tabs").querySelector<HTMLElement>(`[data-key="${there}"]`)?.focus();
}

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
        tabindex: current ? 0 : -1,
        title: doc.path,
        click: () => store.open(doc.id),
        keydown: (event: KeyboardEvent) => turn(event, doc, store),
      },
      ...nameOf(doc.path),
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

function listOf(store: Store): HTMLElement | null {
  const { docs, current } = store.state;
  if (docs.length <= mostInSight) return null;
  const list = h(
    "select",
    {
      class: "all",
      "data-key": "all-documents",
      "aria-label": `All ${docs.length} documents`,
      change: () => store.open(Number(list.value)),
    },
    ...docs.map(({ id, path }) => h("option", { value: id, selected: id === current }, path)),
  );
  return list;
}

// ---- the chips above the editor -----------------------------------------------------------------

function rename(store: Store, doc: Doc, input: HTMLInputElement): void {
  const path = input.value.trim();
  if (path === "" || (store.docAt(path) ?? doc) !== doc) input.value = doc.path;
  else if (path !== doc.path) {
    doc.path = path;
    store.tell("docs");
  }
}

/** Breaks the document into short lines; the editor can undo it. */
function layoutButton(doc: Doc, store: Store): HTMLElement | null {
  const text = textOf(doc.bytes);
  if (store.state.showRedacted || !wantsLayout(text)) return null;
  const broken = () => bytesOf(layOut(text), spellingOf(doc.bytes, text));
  return h(
    "button",
    {
      class: "small",
      id: "lay-out",
      "data-key": "lay-out",
      title: "Break long lines into short ones; only the space between the parts changes",
      click: () => store.apply([{ path: doc.path, bytes: broken() }]),
    },
    "Break lines",
  );
}

function chipsOf(doc: Doc, store: Store): Node[] {
  const known = store.state.analysis?.report?.files.find((file) => file.path === doc.path);
  const isRefused = store.state.analysis !== null && store.state.analysis.status !== "ok";
  const isOdd = known ? known.kind === "unrecognised" : isRefused;
  const waits = isRefused && !store.state.pending ? "not judged" : "reading";
  const kind = known ? (kinds[known.kind] ?? known.kind.replaceAll("-", " ")) : waits;
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
    h("span", { class: `chip ${isOdd ? "odd" : ""}` }, kind),
    h("span", { class: "field grows" }, h("label", { for: "doc-path" }, "path"), path),
    h(
      "span",
      { class: "field" },
      h("label", { for: "doc-role" }, h("span", { class: "unseen" }, "taken "), "as"),
      role,
    ),
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
    ...[layoutButton(doc, store)].filter((node) => node !== null),
  ];
}

// ---- pasting and dropping -----------------------------------------------------------------------

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
    h("button", { class: "add", "data-key": "add-empty", click: () => addText(store, "") }, "+ Text"),
    h("button", { class: "add", "data-key": "add-files", click: () => files.click() }, "+ Files"),
    h("button", { class: "add", "data-key": "add-folder", click: () => folder.click() }, "+ Folder"),
  ];
  const strip = () =>
    h(
      "div",
      { class: "strip scroller", "data-key": "strip" },
      h(
        "div",
        { class: "list", role: "toolbar", "aria-label": "Open documents" },
        ...store.state.docs.map((each) => tabOf(each, store)),
      ),
    );
  let inView: number | undefined;
  const render = () => {
    const doc = store.doc();
    byId("documents").dataset["empty"] = doc ? "no" : "yes";
    const list = listOf(store);
    show(tabs, ...(doc ? [strip(), list, h("div", { class: "adders" }, ...adders())] : []));
    tabs.querySelectorAll<HTMLElement>(".strip").forEach(hintAtMore);
    show(chips, ...(doc ? chipsOf(doc, store) : []));
    show(hint, doc ? null : emptyState(store, ways));
    if (doc?.id === inView) return;
    inView = doc?.id;
    showInStrip(tabs.querySelector<HTMLElement>('[data-current="yes"]'));
  };
  store.listen((_state, change) => {
    if (change !== "options" && change !== "answer") render();
  });
  listen(store, byId("documents"));
  render();
}
