// What left this page: for each request the host, the bytes and the time. Shown by the badge.
import { openDialog } from "../dialog";
import { policyLimits } from "../policy_limits";
import { byId, h } from "../dom";
import { policies, reachable, stopped } from "./policy";

interface Entry {
  time: Date;
  host: string;
  what: string;
  bytes: number;
}

const entries: Entry[] = [];
const listeners: (() => void)[] = [];

export function enter(host: string, what: string, bytes: number): void {
  entries.push({ time: new Date(), host, what, bytes });
  for (const told of listeners) told();
}

export const sizeOf = (text: string): number => new TextEncoder().encode(text).length;

export function inBytes(n: number): string {
  return n < 1024 ? `${n} byte${n === 1 ? "" : "s"}` : `${(n / 1024).toFixed(1)} KiB`;
}

function summary(): string {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (entries.length === 0) return "Nothing sent";
  const n = `${entries.length} request${entries.length === 1 ? "" : "s"}`;
  return `${n}, ${inBytes(bytes)} sent`;
}

function table(): HTMLElement {
  if (entries.length === 0) return h("p", {}, "Nothing was sent since this page was loaded.");
  return h(
    "table",
    { class: "ledger" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ...["time", "host", "what", "bytes"].map((name) => h("th", { scope: "col" }, name)),
      ),
    ),
    h(
      "tbody",
      {},
      ...entries.map(({ time, host, what, bytes }) =>
        h(
          "tr",
          {},
          h("td", {}, time.toLocaleTimeString()),
          h("td", {}, h("code", {}, host)),
          h("td", {}, what),
          h("td", {}, String(bytes)),
        ),
      ),
    ),
  );
}

function details(): Node[] {
  const only = reachable();
  return [
    table(),
    h("p", {}, `${stopped()} connections were stopped by the policy.`),
    h("h3", {}, "The policies that the browser enforces"),
    h(
      "p",
      {},
      only === null
        ? "Until the first request this document could connect to any https address and to this machine, and connects to none. The first request leaves one address, for good."
        : "Since the first request this document can connect to one address, and that cannot be taken back: ",
      only === null ? null : h("code", {}, only),
    ),
    ...policies().map((text) => h("pre", { tabindex: 0 }, text.split("; ").join(";\n"))),
    h("h3", {}, "The module"),
    h("p", {}, "SHA-256 ", h("code", {}, byId("module-hash").textContent ?? "")),
    ...policyLimits(),
  ];
}

export function ledgerBadge(): HTMLElement {
  const text = h("span", {}, summary());
  listeners.push(() => (text.textContent = summary()));
  return h(
    "button",
    {
      id: "ledger",
      class: "badge-button",
      click: () => openDialog("What left this page", details),
    },
    text,
  );
}
