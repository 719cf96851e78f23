// What came back, as what it is: somebody's text. The core's verdict stands first, then each file as
// a diff; a file can be taken only from under its diff. Everything is text nodes; nothing is a link.
import { diffBlock } from "../diff_view";
import { copyButton, download, h, prose, show } from "../dom";
import type { Analysis } from "../engine";
import type { Verdict } from "../report";
import type { Store } from "../store";
import type { AskState, PlaceNote, Proposal, ProposedFile, Trouble } from "./ask_state";
import { inBytes } from "./ledger";

const verdicts: Record<Verdict, { mark: string; title: string; tone: string }> = {
  proven: { mark: "✓", title: "proven", tone: "good" },
  wider: { mark: "!", title: "wider than needed", tone: "warning" },
  "no-help": { mark: "✗", title: "does not help", tone: "error" },
};

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

export const verdictOf = (analysis: Analysis | null): Verdict | null =>
  analysis?.report?.proposal?.verdict ?? null;

function badge(verdict: Verdict, before = ""): HTMLElement {
  const { mark, title, tone } = verdicts[verdict];
  return h(
    "span",
    { class: `judged ${tone}` },
    h("span", { "aria-hidden": "true" }, `${mark} `),
    before,
    title,
  );
}

function verdictBlock(analysis: Analysis): HTMLElement {
  const told = analysis.report?.proposal;
  if (!told) {
    return h(
      "section",
      { class: "proof fails" },
      h("h3", {}, "Not judged"),
      h("p", {}, prose(analysis.error || "The core could not read the proposal")),
    );
  }
  const { tone } = verdicts[told.verdict];
  // The sentence begins with the verdict, and often goes on with the first reason.
  const sentence = told.sentence.replace(/^[a-z ]+: /, "");
  return h(
    "section",
    { class: `proof ${tone}`, id: "proposal-verdict", "data-verdict": told.verdict },
    h("h3", {}, badge(told.verdict)),
    told.reasons.includes(sentence) ? null : h("p", {}, prose(sentence)),
    told.reasons.length > 0
      ? h("ul", { class: "reasons" }, ...told.reasons.map((reason) => h("li", {}, prose(reason))))
      : null,
  );
}

const noteWords: Record<PlaceNote["kind"], (note: PlaceNote) => string> = {
  restored: () => "",
  missing: () => "",
  drifted: ({ placeholder }) => `is spelled otherwise than \`${placeholder}\` and was not replaced`,
  near: ({ placeholder }) =>
    `is nearly \`${placeholder}\` and was not replaced: compare before you take it`,
  invented: () => "looks like a placeholder, but none of that name was given out",
  withheld: () => "stands for a secret, which is not carried to another place: write it yourself",
};

function notesBlock(notes: PlaceNote[]): HTMLElement | null {
  const odd = notes.filter(({ kind }) => kind !== "restored" && kind !== "missing");
  if (odd.length === 0) return null;
  return h(
    "ul",
    { class: "place-notes" },
    ...odd.map((note) =>
      h(
        "li",
        { "data-kind": note.kind },
        h("code", {}, note.written),
        " ",
        prose(noteWords[note.kind](note)),
      ),
    ),
  );
}

const label = (verdict: Verdict | null): string =>
  verdict === "proven"
    ? "Accept this file"
    : verdict === "wider"
      ? "Accept although it is wider"
      : "Accept although it does not help";

function fileBlock(
  file: ProposedFile,
  proposal: Proposal,
  store: Store,
  taken: () => void,
): HTMLElement {
  const before = store.docAt(file.path);
  const after = textOf(file.bytes);
  const whole = verdictOf(proposal.analysis);
  const alone = verdictOf(file.alone);
  const same = before !== undefined && textOf(before.bytes) === after;
  return h(
    "section",
    { class: "change", "data-path": file.path },
    h(
      "header",
      {},
      h("h3", {}, file.path),
      file.isNew ? h("span", { class: "badge" }, "new file") : null,
      h("span", { class: "space" }),
      whole ? badge(whole, file.alone ? "together: " : "") : null,
      alone ? badge(alone, "alone: ") : null,
    ),
    notesBlock(file.notes),
    h(
      "details",
      { class: "look" },
      h("summary", {}, same ? "It is what you have" : "Look at the change"),
      diffBlock(before ? textOf(before.bytes) : "", after, `Proposed change of ${file.path}`),
      h(
        "div",
        { class: "actions" },
        h(
          "button",
          {
            class: whole === "proven" ? "primary" : "",
            click: () => {
              store.add(file.path, file.bytes, before?.role);
              taken();
            },
          },
          label(whole),
        ),
        copyButton("Copy", () => after, `copy-proposed-${file.path}`),
        h("button", { click: () => download(file.path.split("/").pop()!, file.bytes) }, "Download"),
      ),
    ),
  );
}

function builtIn(own: Analysis | null, store: Store): HTMLElement {
  const changed = own?.changed ?? [];
  const proof = own?.report?.proof;
  const holds = proof?.holds ?? false;
  return h(
    "section",
    { class: "own" },
    h("h3", {}, "rolecall's own fix"),
    changed.length === 0
      ? h("p", { class: "help" }, "There is nothing that rolecall would change by itself.")
      : h(
          "p",
          {},
          holds ? badge("proven") : h("span", { class: "judged" }, "not proven"),
          ` ${changed.length} file${changed.length === 1 ? "" : "s"}, ${proof?.gained.length ?? 0} permission${proof?.gained.length === 1 ? "" : "s"} gained`,
        ),
    ...changed.map(({ path, bytes, isNew }) => {
      const before = store.docAt(path);
      return h(
        "details",
        { class: "look" },
        h("summary", {}, h("code", {}, path), isNew ? " (new file)" : ""),
        diffBlock(
          before ? textOf(before.bytes) : "",
          textOf(bytes),
          `rolecall's change of ${path}`,
        ),
        h(
          "div",
          { class: "actions" },
          h("button", { click: () => store.add(path, bytes, before?.role) }, "Accept this file"),
        ),
      );
    }),
  );
}

function troubleBlock({ title, advice, words }: Trouble): HTMLElement {
  return h(
    "section",
    { class: "proof fails", id: "trouble" },
    h("h3", {}, title),
    ...advice.map((sentence) => h("p", {}, sentence)),
    words ? h("p", { class: "help" }, "The provider says:") : null,
    words ? h("blockquote", {}, words) : null,
  );
}

function proposalNodes(proposal: Proposal, store: Store, redraw: () => void): Node[] {
  const gained = proposal.analysis?.report?.proof?.gained.length ?? 0;
  return [
    proposal.analysis
      ? verdictBlock(proposal.analysis)
      : h("p", { class: "none" }, "No change is proposed."),
    h(
      "p",
      { class: "help" },
      "Judged here by the same engine, whatever the answer says of itself.",
      proposal.analysis ? ` It gains ${gained} permission${gained === 1 ? "" : "s"}.` : "",
    ),
    proposal.summary ? h("blockquote", { class: "said" }, proposal.summary) : null,
    proposal.unsure.length > 0 ? h("p", { class: "help" }, "It is not sure of:") : null,
    proposal.unsure.length > 0
      ? h("ul", { class: "reasons" }, ...proposal.unsure.map((words) => h("li", {}, words)))
      : null,
    ...proposal.files.map((file) => fileBlock(file, proposal, store, redraw)),
  ].filter((node) => node !== null);
}

function raw(text: string): HTMLElement {
  return h(
    "details",
    { class: "commands" },
    h("summary", {}, "The answer as it came"),
    h(
      "pre",
      {
        class: "bytes",
        tabindex: 0,
        id: "raw-answer",
        role: "region",
        "aria-label": "The answer as it came",
      },
      text,
    ),
  );
}

/** `judge` reads an answer that was fetched elsewhere. */
export function mountAnswer(
  container: HTMLElement,
  state: AskState,
  store: Store,
  judge: (text: string) => void,
): void {
  // The fix as it was for the documents that the answer speaks of.
  let own: Analysis | null = null;
  const area = h("textarea", { id: "other-answer", rows: 4, spellcheck: "false" });
  const other = h(
    "details",
    { class: "commands", id: "other" },
    h("summary", {}, "Judge an answer from elsewhere"),
    h(
      "label",
      { for: "other-answer", class: "help" },
      "The answer to the copied prompt, as it came",
    ),
    area,
    h(
      "div",
      { class: "actions" },
      h("button", { id: "judge", click: () => judge(area.value) }, "Judge it"),
    ),
  );
  const render = () => {
    const { trouble, proposal, phase, progress } = state;
    const running = state.busy;
    show(
      container,
      running ? progressBlock() : null,
      trouble ? troubleBlock(trouble) : null,
      ...(proposal && !trouble ? proposalNodes(proposal, store, render) : []),
      proposal && !trouble ? builtIn(own, store) : null,
      phase === "cancelled"
        ? h(
            "p",
            { class: "none" },
            "Cancelled: the connection was closed, and nothing of the answer is used.",
          )
        : null,
      proposal?.text || (progress.text && !running) ? raw(proposal?.text || progress.text) : null,
      running ? null : other,
    );
  };
  const shown = h("p", { class: "faint", id: "progress" });
  const text = h("pre", {
    class: "bytes streaming",
    tabindex: 0,
    id: "streaming",
    role: "region",
    "aria-label": "The answer so far",
  });
  function progressBlock(): HTMLElement {
    tick();
    return h("section", { class: "running" }, shown, text);
  }
  function tick(): void {
    const { started, bytes, wait, attempt, tokensOut } = state.progress;
    const seconds = Math.floor((Date.now() - started) / 1000);
    shown.textContent =
      state.phase === "waiting"
        ? `The provider is busy; attempt ${attempt + 1} in ${wait} s`
        : `${seconds} s, ${inBytes(bytes)} received${tokensOut > 0 ? `, ${tokensOut} tokens` : ""}`;
    const end = state.progress.text.slice(-4000);
    if (text.textContent !== end) text.textContent = end;
    text.scrollTop = text.scrollHeight;
  }
  setInterval(() => state.busy && tick(), 500);
  state.listen((change) => {
    if (change === "progress" && state.busy) tick();
    if (change !== "phase") return;
    if (state.phase === "asking" && state.progress.attempt === 1) own = store.state.analysis;
    own ??= store.state.analysis;
    render();
    if (state.phase !== "idle") container.parentElement?.scrollIntoView({ block: "nearest" });
  });
  render();
}
