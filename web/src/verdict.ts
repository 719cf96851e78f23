// One sentence with the answer, in the largest type on the page.
import { h, prose, show } from "./dom";
import type { Report } from "./report";
import type { State, Store } from "./store";

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

/** The answer in one sentence, from a report. */
export function verdictOf(report: Report): Verdict {
  const detail = countsOf(report);
  const stopping = report.findings.filter((finding) => finding.blocksStart);
  const first = stopping[0] ?? report.findings.find((finding) => finding.severity === "error");
  if (first) return { mood: "stopped", sentence: first.message, detail };
  const told = report.diagnosis.find((diagnosis) => diagnosis.meaning);
  if (told) return { mood: "stopped", sentence: told.meaning!, detail };
  if (report.tasks.length === 0 && report.findings.length === 0) {
    return {
      mood: "unread",
      sentence: "Nothing here names a task or a role yet",
      detail: "Paste a task definition, a policy, the output of an `aws` command, or the error text",
    };
  }
  if (report.summary.unknown > 0) {
    const sentence = `Nothing seen stops the task; ${count(report.summary.unknown, "call")} cannot be decided from this input`;
    return { mood: "unsure", sentence, detail };
  }
  if (report.summary.warning > 0) {
    return { mood: "wide", sentence: "The task can start, and something deserves a look", detail };
  }
  return { mood: "starts", sentence: "Every call that the launch needs is allowed", detail };
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
    return { mood: "unread", sentence: analysis.error || "The input cannot be read", detail: "" };
  }
  if (!analysis?.report) return { mood: "unread", sentence: "Reading", detail: "" };
  return verdictOf(analysis.report);
}

export function mountVerdict(container: HTMLElement, store: Store): void {
  let last = "";
  const render = () => {
    const { mood, sentence, detail } = currentVerdict(store.state);
    const now = JSON.stringify([mood, sentence, detail]);
    if (now === last) return; // a live region speaks once for each answer
    last = now;
    container.dataset["mood"] = mood;
    show(
      container,
      h("span", { class: "icon", "aria-hidden": "true" }, icons[mood]),
      h("div", {}, h("p", { class: "sentence" }, prose(sentence)), h("p", { class: "detail" }, prose(detail))),
    );
  };
  store.listen((_state, change) => {
    if (change === "analysis" || store.state.docs.length === 0) render();
  });
  render();
}
