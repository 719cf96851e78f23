// The fix: a diff for each file with accept, copy and download; the proof; the same as commands.
import { diffBlock } from "./diff_view";
import { copyButton, download, h, prose } from "./dom";
import type { ChangedFile } from "./engine";
import { place } from "./findings";
import type { Command, Decision, Finding, Gain, Proof } from "./report";
import { capital } from "./text";
import type { Context, View } from "./views";

const words: Record<Decision, string> = {
  allowed: "allowed",
  implicitDeny: "denied",
  explicitDeny: "denied explicitly",
  unknown: "unknown",
};

const mostLeft = 20;

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Puts the changed files into the documents. */
export function accept(changed: ChangedFile[], context: Context): void {
  const open = context.store.state.current;
  for (const { path, bytes } of changed) {
    const doc = context.store.docAt(path);
    if (doc) doc.bytes = bytes;
    else context.store.add(path, bytes);
  }
  context.store.state.current = open;
  context.store.tell("docs");
}

function fileBlock(file: ChangedFile, context: Context): HTMLElement {
  const before = context.store.docAt(file.path);
  const after = textOf(file.bytes);
  return h(
    "section",
    { class: "change" },
    h(
      "header",
      {},
      h("h3", {}, file.path),
      file.isNew ? h("span", { class: "badge" }, "new file") : null,
      h("span", { class: "space" }),
      copyButton("Copy", () => after, `copy-${file.path}`),
      h(
        "button",
        {
          "data-key": `download-${file.path}`,
          click: () => download(file.path.split("/").pop()!, file.bytes),
        },
        "Download",
      ),
      h(
        "button",
        { class: "accent", "data-key": `accept-${file.path}`, click: () => accept([file], context) },
        "Accept",
      ),
    ),
    diffBlock(before ? textOf(before.bytes) : "", after, `Change of ${file.path}`),
  );
}

function gainsSentence({ gained, lost }: Proof): string {
  const beyond = gained.filter((gain) => !gain.planned).length;
  const asked =
    beyond > 0
      ? `, ${beyond} of them beyond what the launch asks for`
      : gained.length > 0
        ? ", each asked for by a call of the launch"
        : "";
  const permissions = `${gained.length || "no"} permission${gained.length === 1 ? "" : "s"}`;
  return `Gained: ${permissions}${asked}. Lost: ${lost.length || "none"}.`;
}

function gainOf({ role, action, resource }: Gain, sign: string, kind: string): HTMLElement {
  const said = { beyond: "gained beyond the plan: ", lost: "lost: " }[kind] ?? "gained: ";
  return h(
    "li",
    { class: kind },
    h("span", { class: "sign", "aria-hidden": "true" }, sign),
    h("span", { class: "unseen" }, said),
    h("code", {}, action),
    " on ",
    h("code", {}, resource),
    ` for ${role}`,
  );
}

function proofBlock(proof: Proof): HTMLElement {
  const changes = proof.calls.filter((call) => call.before !== call.after);
  const open = proof.calls.filter((call) => call.after === "unknown").length;
  const rest = open > 0 ? `; ${open} call${open === 1 ? " stays" : "s stay"} undecided` : "";
  return h(
    "section",
    { class: `proof ${proof.holds ? "holds" : "fails"}` },
    h(
      "h3",
      {},
      proof.holds
        ? `Proven: what was denied is allowed afterwards, and nothing else is gained${rest}`
        : "Not proven: see below what is left or gained",
    ),
    changes.length > 0
      ? h(
          "ul",
          { class: "turns" },
          ...changes.map((call) =>
            h(
              "li",
              {},
              h("code", {}, call.action),
              h("span", { class: `decision ${call.before}` }, words[call.before]),
              h("span", { "aria-label": "becomes" }, "→"),
              h("span", { class: `decision ${call.after}` }, words[call.after]),
            ),
          ),
        )
      : null,
    h("p", { class: "help" }, gainsSentence(proof)),
    h(
      "ul",
      { class: "gains", "aria-label": "Gained and lost" },
      ...proof.gained.map((gain) => gainOf(gain, "+", gain.planned ? "" : "beyond")),
      ...proof.lost.map((gain) => gainOf(gain, "-", "lost")),
    ),
  );
}

function commandBlock(commands: Command[]): HTMLElement {
  const all = commands.map(({ command }) => command).join("\n");
  return h(
    "details",
    { class: "commands", "data-key": "commands" },
    h("summary", {}, `The same as ${commands.length} AWS CLI command${commands.length === 1 ? "" : "s"}`),
    copyButton("Copy all", () => all, "copy-commands"),
    ...commands.map(({ command, undo, why }) =>
      h(
        "div",
        { class: "command" },
        h("p", {}, prose(why)),
        h("pre", { tabindex: 0, "data-key": `command-${command}` }, command),
        undo ? h("p", { class: "help" }, "Undo: ", h("code", {}, undo)) : null,
      ),
    ),
  );
}

/** Errors of which the change belongs into what the files were made of, or is a choice. */
function leftBlock(findings: Finding[], context: Context): HTMLElement[] {
  const left = findings.filter(
    ({ severity, fix }) => severity === "error" && fix?.applicability === "display",
  );
  if (left.length === 0) return [];
  return [
    h(
      "section",
      { class: "left" },
      h("h3", {}, "Left to you"),
      h(
        "ul",
        {},
        ...left.slice(0, mostLeft).map(({ fix, location }, i) =>
          h(
            "li",
            {},
            prose(capital(fix!.summary)),
            " ",
            location ? place(location, context, `left-${i}`) : null,
          ),
        ),
      ),
    ),
  ];
}

export const fixView: View = {
  id: "fix",
  title: (state) => {
    const n = state.analysis?.changed.length ?? 0;
    return n > 0 ? `Fix (${n} file${n === 1 ? "" : "s"})` : "Fix";
  },
  render(state, context) {
    const { changed = [], report } = state.analysis ?? {};
    if (!report || changed.length === 0) {
      return [
        h("p", { class: "none" }, "There is nothing that rolecall would change."),
        ...leftBlock(report?.findings ?? [], context),
      ];
    }
    return [
      h(
        "div",
        { class: "actions" },
        h(
          "button",
          { class: "primary", "data-key": "accept-all", click: () => accept(changed, context) },
          changed.length === 1 ? "Apply the fix" : `Apply all ${changed.length} files`,
        ),
      ),
      ...(report.proof ? [proofBlock(report.proof)] : []),
      ...changed.map((file) => fileBlock(file, context)),
      ...leftBlock(report.findings, context),
      ...(report.commands?.length ? [commandBlock(report.commands)] : []),
    ];
  },
};
