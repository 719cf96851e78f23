// Findings: what is wrong, where, and what would be right.
import { h, prose } from "./dom";
import type { Finding, Location } from "./report";
import type { Context, View } from "./views";

function place(location: Location, context: Context): HTMLElement {
  return h(
    "button",
    { class: "place", click: () => context.editor.goTo(location) },
    `${location.file}:${location.line}`,
  );
}

function card(finding: Finding, context: Context): HTMLElement {
  return h(
    "li",
    { class: `finding ${finding.severity}` },
    h(
      "p",
      { class: "what" },
      h("span", { class: "code" }, finding.code),
      h("span", { class: "severity" }, finding.severity),
      prose(finding.message),
    ),
    finding.location ? place(finding.location, context) : null,
    finding.help ? h("p", { class: "help" }, prose(finding.help)) : null,
    ...finding.related.map((related) =>
      h("p", { class: "related" }, related.location ? place(related.location, context) : null, " ", prose(related.message)),
    ),
  );
}

export const findingsView: View = {
  id: "findings",
  title: (state) => `Findings ${state.analysis?.report?.findings.length ?? ""}`.trim(),
  render(state, context) {
    const findings = state.analysis?.report?.findings ?? [];
    if (findings.length === 0) return [h("p", { class: "none" }, "No findings.")];
    return [h("ul", { class: "findings" }, ...findings.map((finding) => card(finding, context)))];
  },
};
