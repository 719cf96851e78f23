// One sentence with the answer, in the largest type on the page.
import { byId, h, prose, show } from "./dom";
import type { Report, Task } from "./report";
import { byPhase, factsOf, isAlone, nextOf as pasteNext } from "./message";
import type { State, Store } from "./store";
import { capital } from "./text";

export type Mood = "empty" | "stopped" | "unsure" | "starts" | "wide" | "unread";

export interface Verdict {
  mood: Mood;
  sentence: string;
  detail: string;
}

const icons: Record<Mood, string> = {
  empty: "·",
  stopped: "✗",
  unsure: "?",
  starts: "✓",
  wide: "!",
  unread: "·",
};

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

const describeTask = "`aws ecs describe-task-definition --task-definition <family>`";
const describeRoles = "`aws iam get-account-authorization-details --filter Role LocalManagedPolicy`";

function countsOf(report: Report): string {
  const { error, warning, note, unknown } = report.summary;
  const parts = [
    error && count(error, "error"),
    warning && count(warning, "warning"),
    note && count(note, "note"),
    unknown && `${count(unknown, "call")} undecided`,
  ].filter(Boolean);
  return parts.join(", ");
}

function isStopped({ calls }: Task): boolean {
  return calls.some((call) => call.blocksStart && /Deny$/.test(call.decision));
}

/** How many tasks it is about, where there are several. */
function tasksOf({ tasks }: Report): string {
  const stopped = tasks.filter(isStopped).length;
  if (tasks.length < 2 || stopped === 0) return "";
  return `${stopped} of ${tasks.length} tasks cannot start`;
}

/** The first thing that the input does not show, and the command that does. */
function firstMissing({ tasks, findings }: Report): string {
  const named = tasks.flatMap(({ calls }) => calls.flatMap(({ missing }) => missing))[0];
  const parts = named && /^(.*) \((aws .*)\)$/.exec(named);
  if (parts) return `First missing: ${parts[1]}, which \`${parts[2]}\` prints`;
  if (named) return `First missing: ${named}`;
  const found = findings.flatMap(({ missing = [] }) => missing)[0];
  if (!found) return "";
  return `First missing: ${found.what}${found.command ? `, which \`${found.command}\` prints` : ""}`;
}

const joined = (...parts: string[]) => parts.filter(Boolean).join(". ");

const whichTask: Verdict = {
  mood: "unread",
  sentence: "Nothing wrong so far; which task is it about?",
  detail: `Paste its definition next: ${describeTask}`,
};

// What to paste next, while there is no task to judge.
function nextOf(report: Report): Verdict {
  const told = byPhase(report.diagnosis).find(({ meaning }) => meaning);
  if (told) {
    const [next] = pasteNext(told, report);
    return {
      mood: told.cause === "undecidable" ? "unsure" : "stopped",
      sentence: capital(told.meaning!),
      detail: joined(factsOf(told), next ? `Paste next: ${next.what}, which \`${next.command}\` prints` : ""),
    };
  }
  if (report.files.every(({ kind }) => kind === "unrecognised")) {
    return {
      mood: "unread",
      sentence: "Nothing here names a task or a role yet",
      detail: "Paste a task definition, a policy, the output of an `aws` command, or the error text",
    };
  }
  return whichTask;
}

/** The answer in one sentence, from a report. */
export function verdictOf(report: Report): Verdict {
  const counts = countsOf(report);
  const stopping = report.findings.filter((finding) => finding.blocksStart);
  const first = stopping[0] ?? report.findings.find((finding) => finding.severity === "error");
  if (first) {
    const missing = report.tasks.length === 0 ? firstMissing(report) : "";
    return {
      mood: "stopped",
      sentence: capital(first.message),
      detail: joined(tasksOf(report), counts, missing),
    };
  }
  const nothingFound = report.findings.length === 0 || report.diagnosis.length > 0;
  if (report.tasks.length === 0 && nothingFound) return nextOf(report);
  const told = report.diagnosis.find(({ meaning }) => meaning);
  if (told) return { mood: "stopped", sentence: capital(told.meaning!), detail: counts };
  if (report.summary.unknown > 0) {
    const many = count(report.summary.unknown, "call");
    const next = report.tasks.every(({ executionRole }) => executionRole === null) ? "" : describeRoles;
    return {
      mood: "unsure",
      sentence: `Nothing seen stops the task; ${many} cannot be decided from this input`,
      detail: joined(counts, firstMissing(report) || (next && `Paste its roles next: ${next}`)),
    };
  }
  if (report.summary.warning > 0) {
    return { mood: "wide", sentence: "The task can start, and something deserves a look", detail: counts };
  }
  if (report.tasks.length === 0) {
    return { ...whichTask, detail: joined(counts, whichTask.detail) };
  }
  const many = report.tasks.length > 1 ? `, in all ${report.tasks.length} tasks` : "";
  return { mood: "starts", sentence: `Every call that the launch needs is allowed${many}`, detail: counts };
}

export function currentVerdict({ docs, analysis }: Readonly<State>): Verdict {
  if (docs.length === 0) {
    return {
      mood: "empty",
      sentence: "Why does the task not start?",
      detail: "Paste a task definition, policies or the error text anywhere on this page, or drop a folder",
    };
  }
  if (analysis && analysis.status !== "ok") {
    return {
      mood: "wide",
      sentence: capital(analysis.error || "the input cannot be read"),
      detail: "Nothing of it was judged; close documents that are not about this task, or take them in parts",
    };
  }
  if (!analysis?.report) return { mood: "unread", sentence: "Reading", detail: "" };
  const verdict = verdictOf(analysis.report);
  const { proof } = analysis.report;
  if (verdict.mood !== "stopped" || !proof?.holds || analysis.changed.length === 0) return verdict;
  const stays = analysis.report.findingsAfter?.some(({ blocksStart }) => blocksStart);
  const ready = stays ? "What a policy can mend has a proven fix" : "A proven fix is ready";
  return { ...verdict, detail: joined(verdict.detail, ready) };
}

function draw(container: HTMLElement, { mood, sentence, detail }: Verdict): void {
  container.dataset["mood"] = mood;
  show(
    container,
    h("span", { class: "icon", "aria-hidden": "true" }, icons[mood]),
    h("div", {}, h("p", { class: "sentence" }, prose(sentence)), h("p", { class: "detail" }, prose(detail))),
  );
}

/** Where WebAssembly is switched off there is nothing to offer but the command. */
export function sayNoEngine(error: unknown): never {
  draw(byId("verdict"), {
    mood: "wide",
    sentence: "The engine of this page cannot start in this browser",
    detail: `WebAssembly may be switched off. On the command line, \`rolecall check\` says the same. (${error})`,
  });
  byId("answer").setAttribute("aria-busy", "false");
  throw error;
}

export function mountVerdict(container: HTMLElement, store: Store): void {
  let last = "";
  const render = () => {
    const verdict = currentVerdict(store.state);
    const now = JSON.stringify(verdict);
    if (now === last) return; // a live region speaks once for each answer
    last = now;
    draw(container, verdict);
  };
  store.listen((_state, change) => {
    if (change === "answer" || store.state.docs.length === 0) render();
  });
  render();
}
