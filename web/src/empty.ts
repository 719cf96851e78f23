// What stands in place of the editor before anything is there: a large place to drop things, and
// four samples one click away.
import { h } from "./dom";
import { openSample } from "./samples";
import type { Store } from "./store";

const cards: [string, string, string][] = [
  ["incident", "A whole outage", "A task definition, two roles and the error texts of a night: start here"],
  ["refusal", "An error text alone", "One message of a stopped task: whose call it was, and the statement that cures it"],
  ["secret-reference-malformed", "A secret that is not found", "One ARN, and a JSON key without the colons behind it"],
  ["role-not-assumable", "A role that ECS cannot assume", "The policies are right, and the role trusts somebody else"],
];

function card(store: Store, [id, title, words]: [string, string, string]): HTMLElement {
  return h(
    "button",
    { class: "card", "data-key": `card-${id}`, "data-sample": id, click: () => openSample(store, id) },
    h("strong", {}, title),
    h("span", {}, words),
  );
}

export interface Ways {
  pickFiles(): void;
  pickFolder(): void;
  writeText(): void;
}

export function emptyState(store: Store, ways: Ways): HTMLElement {
  return h(
    "div",
    { class: "empty" },
    h(
      "div",
      { class: "drop" },
      h("h2", {}, "Paste, or drop files and folders here"),
      h(
        "p",
        {},
        "A task definition, policies, roles, the output of an ",
        h("code", {}, "aws"),
        " command, the error text of the stopped task: as much as you have, in any order.",
      ),
      h(
        "div",
        { class: "actions" },
        h("button", { class: "primary", "data-key": "empty-files", click: ways.pickFiles }, "Choose files"),
        h("button", { "data-key": "empty-folder", click: ways.pickFolder }, "Choose a folder"),
        h("button", { "data-key": "empty-text", click: ways.writeText }, "Type or paste text"),
      ),
    ),
    h("h3", {}, "Or look at one that fails"),
    h("div", { class: "cards" }, ...cards.map((each) => card(store, each))),
  );
}
