// "Share safely": what would leave, value by value; the person decides about each, and takes the
// redacted text, a report about it, or a link.
import { copyButton, download, h } from "./dom";
import type { Entry, Redaction } from "./engine";
import { asMarkdown } from "./findings";
import { asMarkdown as messageAsMarkdown, byPhase } from "./message";
import { piecesOf, type Redactor } from "./redactor";
import { askToShare, maskedOriginal, wordsOf } from "./reveal";
import { linkDialog } from "./sharedialog";
import { verdictOf } from "./verdict";
import type { Context, View } from "./views";
import { zip } from "./zip";

/** What is drawn of a document, in characters; a download holds all of it. */
const mostDrawn = 60_000;

let exact = false;

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

function head({ entries, files }: Redaction, redactor: Redactor): HTMLElement {
  const secrets = entries.filter((entry) => entry.isSecret).length;
  const touched = files.filter(({ replaced, path, oldPath }) => replaced > 0 || path !== oldPath).length;
  return h(
    "p",
    { class: "hidden-count" },
    h("strong", {}, `${count(entries.length, "value")} hidden`),
    ` in ${touched} of ${count(files.length, "document")}`,
    secrets > 0 ? `, ${secrets} of them ${secrets === 1 ? "gives" : "give"} access` : "",
    redactor.shared.size > 0 ? `; ${redactor.shared.size} shared because you said so` : "",
  );
}

// ---- the report, safe to paste -------------------------------------------------------------------

/** The report about the redacted documents, or the sentence that says why there is none. */
function safeReport({ engine, redactor, store }: Context): string {
  const { report } = engine.analyse(redactor.files(), store.state.options);
  if (!report) return "The redacted documents cannot be read\n";
  const { sentence, detail } = verdictOf(report);
  const told = byPhase(report.diagnosis).flatMap((diagnosis) => messageAsMarkdown(diagnosis));
  const parts = [`**${sentence}**`, detail, told.join("\n"), asMarkdown(report.findings)];
  const text = `${parts.filter(Boolean).join("\n\n")}\n\nBy rolecall ${engine.version}, from redacted documents.\n`;
  const leaks = redactor.leaksOf(text);
  if (leaks.length === 0) return text;
  const found = [...new Set(leaks.map(({ detector }) => detector))].join(", ");
  return `rolecall keeps this report back: it still looks like it holds a secret (${found})\n`;
}

// A path of somebody else's document leads nowhere but into the folder where it is unpacked.
function inside<F extends { path: string }>(file: F): F {
  const parts = file.path.split(/[/\\]/).filter((part) => !/^\.{0,2}$/.test(part));
  return { ...file, path: parts.join("/") || "document" };
}

function archive(context: Context): void {
  const files = context.redactor.files();
  if (files.length === 1) download(files[0]!.path.split("/").pop()!, files[0]!.bytes);
  else download("redacted.zip", zip(files.map(inside)), "application/zip");
}

function actions(context: Context): HTMLElement {
  return h(
    "div",
    { class: "actions" },
    h(
      "button",
      { class: "primary", "data-key": "share-link", click: () => void linkDialog(context) },
      "Share link…",
    ),
    copyButton("Copy the report, safe to paste", () => safeReport(context), "copy-report"),
    h("button", { "data-key": "download-redacted", click: () => archive(context) }, "Download redacted"),
  );
}

// ---- the document, chip by chip ------------------------------------------------------------------

export function chip(entry: Entry, redactor: Redactor, key: string): HTMLElement {
  return h(
    "button",
    {
      class: `token ${entry.isSecret ? "secret" : ""}`,
      "data-key": key,
      title: `${wordsOf(entry)}. Enter: decide about it`,
      "aria-label": `${entry.placeholder}: ${wordsOf(entry)}`,
      click: () => askToShare([entry], "this value", redactor),
    },
    entry.placeholder,
  );
}

/** Everything that a screen would not show by itself, written out. */
function written(text: string): string {
  return text.replace(/[^\x20-\x7e\n]/gu, (character) => {
    if (character === "\t") return "\\t";
    if (character === "\r") return "\\r";
    return `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
}

function documentBlock(context: Context, { entries }: Redaction): HTMLElement | null {
  const doc = context.store.doc();
  if (!doc) return null;
  const { redactor } = context;
  const { path, text, replaced } = redactor.textOf(doc);
  const bytes = new TextEncoder().encode(text).length;
  const drawn = text.slice(0, mostDrawn);
  const mode = (isExact: boolean, label: string) =>
    h(
      "button",
      {
        "data-key": `mode-${label}`,
        "aria-pressed": exact === isExact ? "true" : "false",
        click: () => {
          exact = isExact;
          context.openView("share");
        },
      },
      label,
    );
  return h(
    "section",
    { class: "change" },
    h(
      "header",
      {},
      h("h3", {}, path),
      h("span", { class: "faint" }, `${count(replaced, "place")}, ${count(bytes, "byte")}`),
      h("span", { class: "space" }),
      h("span", { class: "switch", role: "group", "aria-label": "Shown as" }, mode(false, "Chips"), mode(true, "Exact bytes")),
      copyButton("Copy", () => text, `copy-redacted-${path}`),
    ),
    h(
      "pre",
      { class: "redacted", tabindex: 0, dir: "auto", role: "region", "aria-label": `Redacted text of ${path}` },
      ...(exact
        ? [written(drawn)]
        : piecesOf(drawn, entries).map((piece, i) =>
            typeof piece === "string" ? piece : chip(piece, redactor, `token-${i}`),
          )),
    ),
    text.length > mostDrawn
      ? h("p", { class: "help" }, `Shown are the first ${mostDrawn} characters; a copy or download holds all ${text.length}.`)
      : null,
  );
}

// ---- the list by family --------------------------------------------------------------------------

function row(entry: Entry, redactor: Redactor): HTMLElement {
  return h(
    "li",
    {},
    chip(entry, redactor, `entry-${entry.placeholder}`),
    h("span", { class: "faint" }, `${entry.detector}, ${count(entry.count, "place")}`),
    maskedOriginal(entry, redactor, `look-${entry.placeholder}`),
  );
}

function family(name: string, entries: Entry[], redactor: Redactor): HTMLElement {
  return h(
    "section",
    { class: "family" },
    h(
      "header",
      {},
      h("h3", {}, name, " ", h("span", { class: "badge" }, String(entries.length))),
      h("span", { class: "space" }),
      h(
        "button",
        {
          class: "small",
          "data-key": `family-${name}`,
          click: () => askToShare(entries, entries.length === 1 ? "this value" : `all of ${name}`, redactor),
        },
        entries.length === 1 ? "Share it…" : `Share all ${entries.length}…`,
      ),
    ),
    h("ul", { class: "entries" }, ...entries.map((entry) => row(entry, redactor))),
  );
}

function families(entries: Entry[], redactor: Redactor): HTMLElement[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) groups.set(entry.family, [...(groups.get(entry.family) ?? []), entry]);
  return [...groups].map(([name, group]) => family(name, group, redactor));
}

function sharedList(redactor: Redactor): HTMLElement | null {
  if (redactor.shared.size === 0) return null;
  return h(
    "section",
    { class: "family shared" },
    h(
      "header",
      {},
      h("h3", {}, "Shared because you said so"),
      h("span", { class: "space" }),
      h("button", { class: "small", "data-key": "hide-all", click: () => redactor.hide([...redactor.shared.keys()]) }, "Hide all again"),
    ),
    h(
      "ul",
      { class: "entries" },
      ...[...redactor.shared].map(([original, entry]) =>
        h(
          "li",
          {},
          h("code", {}, original),
          h("span", { class: "faint" }, entry.family),
          h("button", { class: "small", "data-key": `hide-${original}`, "aria-label": `Hide ${original} again`, click: () => redactor.hide([original]) }, "Hide again"),
        ),
      ),
    ),
  );
}

// ---- what else to hide ---------------------------------------------------------------------------

function wishes(redactor: Redactor): HTMLElement {
  const words = h("input", {
    id: "hide-words",
    "data-key": "hide-words",
    value: redactor.words.join(", "),
    placeholder: "customer, project, product",
    spellcheck: "false",
    autocomplete: "off",
    change: () =>
      redactor.decide(() => {
        redactor.words = words.value.split(",").map((word) => word.trim()).filter(Boolean);
      }),
  });
  const secretsOnly = h("input", {
    type: "checkbox",
    id: "secrets-only",
    "data-key": "secrets-only",
    checked: redactor.keepNames,
    change: () => redactor.decide(() => (redactor.keepNames = secretsOnly.checked)),
  });
  return h(
    "div",
    { class: "wishes" },
    h("label", { for: "hide-words" }, "Hide these words too"),
    words,
    h("label", { class: "check" }, secretsOnly, " Secrets only: names, hosts and addresses stay"),
  );
}

export const shareView: View = {
  id: "share",
  title: () => "Share safely",
  render(state, context) {
    if (state.docs.length === 0) {
      return [h("p", { class: "none" }, "Here stands what of your documents can be shown to others: the same meaning, without secrets and names.")];
    }
    const redaction = context.redactor.now();
    if (redaction.status !== "ok") {
      return [h("p", { class: "none" }, `Nothing can be shared: ${redaction.error || "the memory does not suffice"}.`)];
    }
    const { entries, kept } = redaction;
    return [
      head(redaction, context.redactor),
      actions(context),
      documentBlock(context, redaction),
      sharedList(context.redactor),
      ...families(entries, context.redactor),
      kept.length > 0
        ? h("p", { class: "help" }, "Stayed, because a wildcard cuts them: ", h("code", {}, kept.join(", ")))
        : null,
      wishes(context.redactor),
    ].filter((node) => node !== null);
  },
};

