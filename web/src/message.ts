// What an error text says: whose call failed, when and why; what cures it; what to paste next.
import { copyButton, h, prose } from "./dom";
import { phaseWords, shorten } from "./picture";
import type { Diagnosis, Missing, Report } from "./report";
import { capital } from "./text";

/** Somebody may have pasted a whole log as one line. */
const longestQuote = 2000;

/** The words of the core for causes, in a few more. */
export const causes: Record<string, string> = {
  "identity-policy-missing": "no policy of the caller allows it",
  "explicit-deny": "a statement denies it",
  "resource-policy": "the policy of the resource does not let the caller in",
  "endpoint-policy": "the policy of a VPC endpoint stops it",
  boundary: "the permissions boundary of the caller leaves it out",
  "session-policy": "the session was opened with a narrower policy",
  scp: "a service control policy of the organisation refuses it",
  rcp: "a resource control policy of the organisation refuses it",
  kms: "the key that the data is encrypted with cannot be used",
  "trust-policy": "the role does not trust who wants to assume it",
  "wrong-role": "another role than the one with the permission made the call",
  network: "the network: nobody answered",
  "network-route": "the network: no route leads there",
  "network-sg": "the network: a security group stops it",
  nacl: "the network: a network ACL stops it",
  dns: "the network: the name does not resolve",
  "endpoint-missing": "the network: a VPC endpoint is missing",
  "image-missing": "the image or its tag is not there",
  "secret-missing": "the secret or parameter is not there",
  "registry-credentials-missing": "the registry wants credentials",
  config: "what is configured cannot work",
  "config-typo": "a slip in what is configured",
  "platform-mismatch": "the image was built for another platform",
  "rate-limit": "too many requests at once",
  "service-quota": "a quota of the account is used up",
  capacity: "nowhere is room for the task",
  disk: "the disk is full",
  memory: "there is not enough memory",
  "service-side": "the fault is on the side of AWS",
  "slr-missing": "a service-linked role is missing",
  instance: "something is wrong with the instance",
  "image-content": "what is in the image cannot be run",
  application: "the program itself ended",
  undecidable: "the text does not tell",
};

const certainties: Record<Diagnosis["certainty"], string> = {
  certain: "certain",
  likely: "likely, not certain",
  possible: "possible, the text allows others",
};

const isTold = ({ cause }: Diagnosis) => cause !== "undecidable";

const agreements: Record<string, string> = { agree: "✓", disagree: "✗", open: "?" };

const order = Object.keys(phaseWords);

/** In the order of the launch: the first fault hides those behind it. */
export const byPhase = (diagnoses: Diagnosis[]): Diagnosis[] =>
  [...diagnoses].sort((a, b) => order.indexOf(a.phase) - order.indexOf(b.phase));

/** An error text and nothing to compare it with: then it is what the answer is about. */
export const isAlone = ({ tasks, diagnosis }: Report): boolean =>
  tasks.length === 0 && diagnosis.some(({ meaning }) => meaning);

/** The name of the role in the ARN of its session, or whatever it is. */
const nameOf = (principal: string) =>
  /:assumed-role\/([^/]+)/.exec(principal)?.[1] ?? /:role\/(?:.*\/)?([^/]+)$/.exec(principal)?.[1] ?? principal;

/** Who called, as far as the text tells; `backticks` are code. */
function callerOf({ denied, caller }: Diagnosis): string {
  if (!denied?.principal) return caller ?? "the text does not tell";
  const name = `\`${nameOf(denied.principal)}\``;
  return caller ? `${name}; calls of this phase are made by ${caller}` : name;
}

/** When, by whom and how surely, in one line. */
export function factsOf(diagnosis: Diagnosis): string {
  const who = diagnosis.denied?.principal ? `, called by \`${nameOf(diagnosis.denied.principal)}\`` : "";
  const sure = isTold(diagnosis) ? `; ${certainties[diagnosis.certainty]}` : "";
  return `Phase: ${phaseWords[diagnosis.phase] ?? diagnosis.phase}${who}${sure}`;
}

/** What to paste next, without saying the same twice. */
export function nextOf(diagnosis: Diagnosis, { findings }: Report): Missing[] {
  const all = [
    ...diagnosis.findings.flatMap((at) => findings[at]?.missing ?? []),
    ...(diagnosis.next ?? []),
  ].filter(({ command }) => command);
  return all.filter(({ command }, i) => all.findIndex((other) => other.command === command) === i);
}

const asJson = (value: unknown) => JSON.stringify(value, null, 2);
const asPolicy = (statement: object) => asJson({ Version: "2012-10-17", Statement: [statement] });

/** As lines of Markdown, for a report that is passed on; none if it means nothing. */
export function asMarkdown({ meaning, help, cure }: Diagnosis): string[] {
  if (!meaning) return [];
  const statement = cure?.statement ? `: \`${JSON.stringify(cure.statement)}\`` : "";
  return [
    [`- the error text: ${meaning}`, help, cure && `cure: ${cure.text}${statement}`].filter(Boolean).join("\n  "),
  ];
}

function row(name: string, words: string): Node[] {
  return [h("dt", {}, name), h("dd", {}, prose(words))];
}

function facts(diagnosis: Diagnosis): HTMLElement {
  const { denied, comparison } = diagnosis;
  const cause = causes[diagnosis.cause] ?? diagnosis.cause;
  const call = denied && `\`${denied.action}\`${denied.resource ? ` on \`${denied.resource}\`` : ""}`;
  return h(
    "dl",
    { class: "facts" },
    ...row("Whose call", callerOf(diagnosis)),
    ...(call ? row("Which call", call) : []),
    ...row("When", phaseWords[diagnosis.phase] ?? diagnosis.phase),
    ...row("Why", isTold(diagnosis) ? `${cause} (${certainties[diagnosis.certainty]})` : cause),
    ...(denied?.policy ? row("Refused by", `\`${denied.policy}\``) : []),
    ...(comparison ? row("Your files", `${agreements[comparison.files]} ${comparison.text}`) : []),
  );
}

/** The statement alone, for a policy that is there; or as a policy, for a role without one. */
function statementOf(statement: object, key: string): Node[] {
  const text = asJson(statement);
  return [
    h("pre", {}, text),
    h(
      "div",
      { class: "actions" },
      copyButton("Copy statement", () => text, `${key}-copy`),
      "Principal" in statement
        ? null
        : copyButton("Copy as a policy", () => asPolicy(statement), `${key}-policy`),
    ),
  ];
}

function cureOf({ cure, help }: Diagnosis, key: string): HTMLElement {
  const where = cure?.statement ? `Add this ${cure.text}:` : cure?.text;
  return h(
    "section",
    {},
    h("h3", {}, cure ? "The cure" : "To do"),
    where ? h("p", {}, prose(capital(where))) : null,
    ...(cure?.statement ? statementOf(cure.statement, key) : []),
    help ? h("p", { class: "help" }, prose(capital(help))) : null,
  );
}

/** Heard out of its place, a button says what its command prints. */
function copyOf(command: string, key: string): HTMLButtonElement {
  const button = copyButton("Copy", () => command, key);
  button.setAttribute("aria-describedby", `${key}-what`);
  return button;
}

function nextList(next: Missing[], key: string): HTMLElement | null {
  if (next.length === 0) return null;
  return h(
    "section",
    {},
    h("h3", {}, "Paste next"),
    h("p", { class: "help" }, "What these commands print goes beside the text, anywhere on this page."),
    h(
      "ul",
      { class: "paste-next" },
      ...next.map(({ what, command }, i) =>
        h(
          "li",
          {},
          h("p", { id: `${key}-next-${i}-what` }, prose(what)),
          h("div", { class: "to-run" }, h("pre", {}, command), copyOf(command, `${key}-next-${i}`)),
        ),
      ),
    ),
  );
}

/** One error text. `place`: the button that goes to it. */
export function messageCard(diagnosis: Diagnosis, at: number, place: Node, report: Report): HTMLElement {
  const key = `told-${at}`;
  const next = nextOf(diagnosis, report);
  const meaning = diagnosis.meaning ?? "";
  const only = isAlone(report) && report.diagnosis.length === 1; // it stands in the editor, whole
  return h(
    "li",
    { class: "diagnosis" },
    meaning ? h("p", { class: "what" }, prose(capital(meaning))) : null,
    only
      ? null
      : h(
          "blockquote",
          { tabindex: 0, role: "region", "aria-label": "The error text" },
          shorten(diagnosis.message, longestQuote),
        ),
    facts(diagnosis),
    diagnosis.cure || diagnosis.help ? cureOf(diagnosis, key) : null,
    nextList(next, key),
    h("p", { class: "row" }, place, h("span", { class: "faint" }, `${diagnosis.phase} · ${diagnosis.cause} · ${diagnosis.id}`)),
  );
}
