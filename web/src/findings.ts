// Findings: what the error texts mean, what is wrong, where, and what would be right.
import { openDialog } from "./dialog";
import { copyButton, h, prose } from "./dom";
import { renderMarkdown } from "./markdown";
import { byPhase, messageCard } from "./message";
import type { Finding, Location, Report, Severity } from "./report";
import { capital } from "./text";
import type { Context, View } from "./views";

/** Shown as cards; a list that is longer is for a machine. */
const mostShown = 200;

const marks: Record<Severity, string> = { error: "✗", warning: "!", note: "i" };

export function place(location: Location, context: Context, key: string): HTMLElement {
  return h(
    "button",
    { class: "place", "data-key": key, click: () => context.editor.goTo(location) },
    `${location.file}:${location.line}:${location.column}`,
  );
}

/** The page of a check, without the cases that test it. */
function explain(code: string, context: Context): void {
  const page = context.engine.page(code);
  if (!page) return;
  const [, title = code, text = page] = /^# (.*)\n([^]*)$/.exec(page) ?? [];
  openDialog(title, () => renderMarkdown(text, /^(Not r|R)eported: /));
}

function relatedOf(finding: Finding, context: Context, key: string): HTMLElement | null {
  if (finding.related.length === 0) return null;
  return h(
    "ul",
    { class: "related" },
    ...finding.related.map(({ message, location }, i) =>
      h("li", {}, location ? place(location, context, `${key}-${i}`) : null, " ", prose(message)),
    ),
  );
}

function missingOf(finding: Finding, key: string): HTMLElement | null {
  if (!finding.missing?.length) return null;
  return h(
    "details",
    { class: "missing", "data-key": `${key}-missing` },
    h("summary", {}, `${finding.missing.length} thing${finding.missing.length === 1 ? "" : "s"} the input does not show, and the commands that do`),
    h(
      "ul",
      {},
      ...finding.missing.map(({ what, command }) =>
        h("li", {}, what, command ? h("pre", { tabindex: 0 }, command) : null),
      ),
    ),
  );
}

function card(finding: Finding, at: number, context: Context): HTMLElement {
  const key = `finding-${at}`;
  return h(
    "li",
    { class: `finding ${finding.severity}` },
    h(
      "p",
      { class: "what" },
      h("span", { class: "mark-of", "aria-hidden": "true" }, marks[finding.severity]),
      h("span", { class: "unseen" }, `${finding.severity}: `),
      prose(capital(finding.message)),
    ),
    h(
      "p",
      { class: "row" },
      finding.location ? place(finding.location, context, key) : null,
      h(
        "button",
        { class: "place", "data-key": `${key}-explain`, click: () => explain(finding.code, context) },
        `${finding.code} ${finding.name}`,
      ),
    ),
    finding.help ? h("p", { class: "help" }, h("strong", {}, "Instead: "), prose(finding.help)) : null,
    relatedOf(finding, context, key),
    missingOf(finding, key),
    finding.fix && finding.fix.applicability !== "display"
      ? h(
          "button",
          { class: "to-fix", "data-key": `${key}-fix`, click: () => context.openView("fix") },
          prose(`Fix: ${finding.fix.summary}`),
        )
      : null,
  );
}

/** What error texts mean, in the order of the launch. */
export function messageList(report: Report, context: Context): HTMLElement {
  const cards = byPhase(report.diagnosis)
    .slice(0, mostShown)
    .map((told, i) => messageCard(told, i, place(told.location, context, `told-${i}`), report));
  return h("ul", { class: "findings", "aria-label": "Error texts" }, ...cards);
}

export function asMarkdown(findings: Finding[]): string {
  return findings
    .map(({ code, severity, message, help, location }) => {
      const where = location ? ` (${location.file}:${location.line})` : "";
      return `- **${code} ${severity}**${where}: ${message}${help ? `\n  ${help}` : ""}`;
    })
    .join("\n");
}

export const findingsView: View = {
  id: "findings",
  title: (state) => {
    const report = state.analysis?.report;
    const n = (report?.findings.length ?? 0) + (report?.diagnosis.length ?? 0);
    return n > 0 ? `Findings (${n})` : "Findings";
  },
  render(state, context) {
    const { report } = state.analysis ?? {};
    const { findings = [], diagnosis = [] } = report ?? {};
    if (!report || findings.length + diagnosis.length === 0) {
      return [h("p", { class: "none" }, "Nothing to report.")];
    }
    return [
      diagnosis.length > 0
        ? messageList(report, context)
        : document.createTextNode(""),
      h("ul", { class: "findings", "aria-label": "Findings" }, ...findings.slice(0, mostShown).map((f, i) => card(f, i, context))),
      findings.length + diagnosis.length > mostShown
        ? h("p", { class: "help" }, `Shown are the first ${mostShown} of each kind; the copy holds all findings.`)
        : document.createTextNode(""),
      h("div", { class: "actions" }, copyButton("Copy as Markdown", () => asMarkdown(findings), "copy-markdown")),
    ];
  },
};
