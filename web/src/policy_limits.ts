// What both documents say of their policies, so that neither says more than the other. Each of these
// was tried in a browser; tests/web/page_privacy.mjs tries again whether it is still so.
import { h } from "./dom";

export const policyLimits = (): Node[] => [
  h("h3", {}, "What a policy cannot stop"),
  h(
    "p",
    {},
    "A content security policy stops foreign scripts, and what a page would fetch, load or embed. It does not stop:",
  ),
  h(
    "ul",
    { id: "policy-limits" },
    h("li", {}, "a page that leads elsewhere, or opens a window, with data in the address;"),
    h("li", {}, "WebRTC, which sends packets past the policy and past the counter;"),
    h(
      "li",
      {},
      "the name of a host: for a frame that it blocks, the browser may still look up the name and open a TCP connection, which carries no byte of the page, but a name can carry data;",
    ),
    h("li", {}, "browser extensions, which may read any page, and the browser itself."),
  ),
  h(
    "p",
    {},
    "No policy can show that this page does none of this. Its source can: it is one file that loads nobody else's code, and its hash is published.",
  ),
];
