// What will be sent, before it is: the exact bytes, their number, what was hidden in them, and the
// ways around for those whose browser may not ask.
import { copyButton, h, show } from "../dom";
import type { Entry } from "../engine";
import type { Store } from "../store";
import type { AskState, Prepared } from "./ask_state";
import type { Asker } from "./asker";
import { inBytes, sizeOf } from "./ledger";
import { Outgoing } from "./outgoing";
import { providerOf } from "./providers";

/** Texts of these alone are shown and copied: nothing else was looked through. */
const textOf = (outgoing: Outgoing | null): string => (outgoing ? Outgoing.textOf(outgoing) : "");

function chip({ placeholder, family, detector, count, isSecret }: Entry): HTMLElement {
  const words = `${isSecret ? "gives access" : "identifies"}; found by ${detector}; ${count} place${count === 1 ? "" : "s"}`;
  return h(
    "li",
    { class: `hidden-chip ${isSecret ? "secret" : ""}`, title: words },
    h("span", { class: "what" }, family.replaceAll("-", " ")),
    h("code", {}, placeholder),
    h("span", { class: "faint" }, `×${count}`),
    h("span", { class: "unseen" }, words),
  );
}

function hidden(found: Entry[]): Node[] {
  if (found.length === 0)
    return [h("p", { class: "help" }, "Nothing was found that would have to be hidden.")];
  const n = `${found.length} value${found.length === 1 ? "" : "s"} hidden`;
  return [
    h(
      "details",
      { class: "hidden", open: found.length <= 12 },
      h("summary", {}, n, ": what stands for them"),
      h("ul", { class: "hidden-chips" }, ...found.map(chip)),
    ),
  ];
}

function refused(prepared: Prepared): Node[] {
  return [
    h(
      "p",
      { class: "problem" },
      "This would not be sent: something in it looks like a secret or like a value that is hidden elsewhere.",
    ),
    h(
      "ul",
      { class: "missing" },
      ...prepared.leaks
        .slice(0, 20)
        .map(({ detector, encoding, start }) =>
          h("li", {}, `${detector}, ${encoding}, at byte ${start}`),
        ),
    ),
    h(
      "p",
      { class: "help" },
      "It may stand in the name of the model. Nothing that holds it leaves this page.",
    ),
  ];
}

/** The command that does the same without a browser. The key goes by the environment. */
export function commandLine(state: AskState, store: Store): string {
  const { dialect, model, address } = state.choice;
  const plain = (text: string) =>
    /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
  const paths = store.state.docs.map(({ path }) => plain(path));
  const parts = ["rolecall ask", `--provider ${dialect}`, `--model ${plain(model || "MODEL")}`];
  const { base } = providerOf(dialect);
  if (address !== base || base === "") parts.push(`--base-url ${plain(address || "ADDRESS")}`);
  return [...parts, ...paths].join(" ");
}

function around(state: AskState, store: Store): HTMLElement {
  return h(
    "details",
    { class: "commands", id: "around" },
    h("summary", {}, "Without this page's network: copy the prompt, or the command line"),
    h(
      "p",
      { class: "help" },
      "Paste the prompt into any chat, and its answer below. The command reads the key from the environment, or asks for it.",
    ),
    h(
      "div",
      { class: "actions" },
      copyButton("Copy prompt", () => textOf(state.prepared?.prompt ?? null), "copy-prompt"),
      copyButton("Copy command", () => commandLine(state, store), "copy-command"),
    ),
    h("pre", { tabindex: 0, id: "command-line" }, commandLine(state, store)),
  );
}

export function mountPreview(container: HTMLElement, state: AskState, store: Store): void {
  const render = () => {
    const { prepared } = state;
    if (store.state.docs.length === 0 || !prepared) {
      show(container, h("p", { class: "none" }, "Nothing: there are no documents yet."));
      return;
    }
    const text = textOf(prepared.body);
    const open = container.querySelector<HTMLDetailsElement>("#bytes")?.open ?? false;
    const aroundOpen = container.querySelector<HTMLDetailsElement>("#around")?.open ?? false;
    show(
      container,
      ...hidden(prepared.found),
      ...(prepared.leaks.length > 0 ? refused(prepared) : []),
      prepared.error && prepared.leaks.length === 0
        ? h("p", { class: "problem" }, prepared.error)
        : null,
      prepared.body && prepared.url
        ? h(
            "details",
            { id: "bytes", open },
            h(
              "summary",
              { "data-key": "bytes" },
              `The exact ${inBytes(sizeOf(text))} that go to ${prepared.url.host}`,
            ),
            h(
              "p",
              { class: "help" },
              h("code", {}, `POST ${prepared.url.href}`),
              `, ${sizeOf(text)} bytes, and your key in a header`,
            ),
            h(
              "pre",
              {
                class: "bytes",
                tabindex: 0,
                id: "body",
                "aria-label": "Body of the request",
                role: "region",
              },
              text,
            ),
          )
        : null,
      prepared.prompt ? around(state, store) : null,
    );
    const redrawn = container.querySelector<HTMLDetailsElement>("#around");
    if (redrawn) redrawn.open = aroundOpen;
  };
  state.listen((change) => {
    if (change === "prepared") render();
  });
  render();
}

/** The bar with the one button that sends. */
export function mountAskBar(container: HTMLElement, state: AskState, asker: Asker): void {
  const render = () => {
    const why = state.busy ? "" : asker.obstacle();
    show(
      container,
      state.busy
        ? h("button", { id: "cancel", "data-key": "ask", click: () => asker.cancel() }, "Cancel")
        : h(
            "button",
            {
              id: "ask",
              class: "primary",
              "data-key": "ask",
              "aria-disabled": why === "" ? "false" : "true",
              "aria-describedby": "ask-why",
              click: () => void asker.ask(),
            },
            "Ask",
          ),
      h(
        "span",
        { class: "faint", id: "ask-why" },
        why || (state.busy ? "" : "sends the bytes above, once"),
      ),
    );
  };
  let pending = false;
  // Typing tells of every letter; one drawing for each frame is enough.
  state.listen((change) => {
    if (change === "progress" || pending) return;
    pending = true;
    queueMicrotask(() => {
      pending = false;
      render();
    });
  });
  render();
}
