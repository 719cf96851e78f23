// Privacy shown, not claimed: what the page asked the network for since it was loaded, the policy in
// force, the hashes, and what no policy can stop.
import { download, h, show } from "./dom";
import { openDialog } from "./dialog";
import { policyLimits } from "./policy_limits";
import { loadModule } from "./resources";
import { hashOf, pageText } from "./self";

let requests = 0;
let blocked = 0;

const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;

const isRequest = (name: string) => /^(https?|wss?|ftp):/i.test(name);

function count(entries: PerformanceEntryList): void {
  requests += entries.filter((entry) => isRequest(entry.name)).length;
}

function policyInForce(): string {
  return (
    document
      .querySelector('meta[http-equiv="Content-Security-Policy"]')
      ?.getAttribute("content") ?? "none"
  );
}

/** Calculated here, from what the browser holds. */
function hashLine(id: string, bytes: BufferSource): HTMLElement {
  const hash = h("code", { id }, "calculating");
  void hashOf(bytes).then((value) => {
    hash.textContent = value ?? "browsers calculate it on https, on localhost and in files only";
  });
  return h("p", {}, "SHA-256 ", hash);
}

/** What the module could reach, as the browser reads it from the module. */
function importLine(module: ArrayBuffer): HTMLElement {
  const line = h("p", { id: "module-imports" }, "Reading its import table");
  void WebAssembly.compile(module).then((compiled) => {
    const imports = WebAssembly.Module.imports(compiled);
    const names = imports.map(({ module: from, name }) => `${from}.${name}`).join(", ");
    line.textContent =
      imports.length === 0
        ? "Its import table is empty: it can compute and do nothing else."
        : `It imports ${names}, which it should not.`;
  });
  return line;
}

const saveButton = () =>
  h(
    "button",
    { id: "save-page", click: () => download("rolecall.html", pageText(), "text/html") },
    "Save this page",
  );

function details(): Node[] {
  const module = loadModule();
  return [
    h("p", {}, `${counted(requests, "network request")} since this page was loaded; ${counted(blocked, "attempt")} blocked by its policy.`),
    h("p", {}, "Pull the cable: it goes on working. What you paste stays in the memory of this tab."),
    h("h3", {}, "The policy that the browser enforces"),
    h("pre", { tabindex: 0 }, policyInForce().split("; ").join(";\n")),
    h("h3", {}, "The page"),
    hashLine("page-hash", new TextEncoder().encode(pageText())),
    h("p", {}, "It is one file; compare the sum with that of the published SHA256SUMS. ", saveButton()),
    h("h3", {}, "The module"),
    hashLine("module-sum", module),
    importLine(module),
    ...policyLimits(),
  ];
}

export function privacyBadge(): HTMLElement {
  const text = h("span", {});
  const update = () => {
    show(text, counted(requests, "request"), h("span", { class: "more-words" }, " since load"));
  };
  count(performance.getEntriesByType("resource"));
  new PerformanceObserver((list) => {
    count(list.getEntries());
    update();
  }).observe({ type: "resource" });
  document.addEventListener("securitypolicyviolation", () => blocked++);
  update();
  return h(
    "button",
    { id: "privacy", class: "badge-button", click: () => openDialog("Nothing leaves this page", details) },
    text,
  );
}
