// Privacy shown, not claimed: what the page asked the network for since it was loaded, the policy in
// force, the hashes, and what no policy can stop.
import { byId, download, h } from "./dom";
import { openDialog } from "./dialog";
import { policyLimits } from "./policy_limits";
import { pageHash, pageText } from "./self";

let requests = 0;
let blocked = 0;

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

/** Beside SHA256SUMS it tells whether this is the page that was published. */
function hashLine(): HTMLElement {
  const hash = h("code", { id: "page-hash" }, "calculating");
  void pageHash().then((value) => {
    hash.textContent = value ?? "browsers calculate it on https, on localhost and in files only";
  });
  return h("p", {}, "SHA-256 ", hash);
}

const saveButton = () =>
  h(
    "button",
    { id: "save-page", click: () => download("rolecall.html", pageText(), "text/html") },
    "Save this page",
  );

function details(): Node[] {
  return [
    h("p", {}, `${requests} network requests since this page was loaded; ${blocked} attempts blocked by its policy.`),
    h("p", {}, "Pull the cable: it goes on working. What you paste stays in the memory of this tab."),
    h("h3", {}, "The policy that the browser enforces"),
    h("pre", { tabindex: 0 }, policyInForce().split("; ").join(";\n")),
    h("h3", {}, "The page"),
    hashLine(),
    h("p", {}, "It is one file, and the published SHA256SUMS has this sum. ", saveButton()),
    h("h3", {}, "The module"),
    h("p", {}, "SHA-256 ", h("code", {}, byId("module-hash").textContent ?? "")),
    h("p", {}, "Its import table is empty: it can compute and do nothing else."),
    ...policyLimits(),
  ];
}

export function privacyBadge(): HTMLElement {
  const text = h("span", {}, "0 requests since load");
  const update = () => {
    text.textContent = `${requests} request${requests === 1 ? "" : "s"} since load`;
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
