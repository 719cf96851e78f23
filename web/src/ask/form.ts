// Whom to ask: provider, address, model, key. Drawn once for each provider, so that nobody's typing
// is interrupted; what depends on the rest of the page is told apart.
import { h, show } from "../dom";
import type { Redactor } from "../redactor";
import type { AskState } from "./ask_state";
import type { Asker } from "./asker";
import { refusal, type KeyHolder } from "./key";
import { reachable } from "./policy";
import { providerOf, providers, readAddress, type Dialect } from "./providers";

const nameSlot = (dialect: Dialect) => `rolecall-model-${dialect}`;

function field(id: string, label: string, ...content: Node[]): HTMLElement {
  return h("div", { class: "field" }, h("label", { for: id }, label), ...content);
}

function providerSelect(state: AskState, key: KeyHolder): HTMLSelectElement {
  const select = h(
    "select",
    { id: "provider", change: () => chooseProvider(state, key, select.value as Dialect) },
    ...providers.map(({ id, name }) =>
      h("option", { value: id, selected: id === state.choice.dialect }, name),
    ),
  );
  return select;
}

export function chooseProvider(state: AskState, key: KeyHolder, dialect: Dialect): void {
  const provider = providerOf(dialect);
  state.models = [];
  key.recall(provider);
  state.choose({
    dialect,
    address: provider.base,
    model: sessionStorage.getItem(nameSlot(dialect)) ?? "",
    shape: "schema",
    most: 8192,
  });
}

function addressInput(state: AskState, problem: HTMLElement): HTMLElement[] {
  const input = h("input", {
    id: "address",
    type: "url",
    spellcheck: "false",
    autocomplete: "off",
    placeholder: "https://models.example.com/v1",
    "aria-describedby": "address-problem",
    input: () => {
      state.choose({ address: input.value });
      tell();
    },
  });
  const tell = () => {
    const read = input.value === "" ? "" : readAddress(input.value);
    problem.textContent = typeof read === "string" ? read : "";
    input.setAttribute("aria-invalid", typeof read === "string" && read !== "" ? "true" : "false");
  };
  input.value = state.choice.address;
  return [input, problem];
}

function modelInput(state: AskState, asker: Asker): HTMLElement {
  const input = h("input", {
    id: "model",
    list: "models",
    spellcheck: "false",
    autocomplete: "off",
    placeholder: "its name, as the provider writes it",
    input: () => state.choose({ model: input.value, shape: "schema" }),
    // The name alone is kept, and for this tab only.
    change: () => sessionStorage.setItem(nameSlot(state.choice.dialect), input.value),
  });
  input.value = state.choice.model;
  const list = h("datalist", { id: "models" });
  const told = h("span", { class: "faint", id: "models-told" });
  const button = h(
    "button",
    {
      id: "list-models",
      type: "button",
      click: async () => {
        told.textContent = "asking …";
        await asker.listModels();
        told.textContent =
          state.models.length > 0
            ? `${state.models.length} models: choose one in the field`
            : "none listed";
        list.replaceChildren(...state.models.map((name) => h("option", { value: name })));
        if (state.models.length > 0) input.focus();
      },
    },
    "List models",
  );
  return h("div", { class: "pair" }, input, list, button, told);
}

function keyInput(state: AskState, key: KeyHolder): HTMLElement {
  const provider = providerOf(state.choice.dialect);
  const problem = h("p", { class: "problem", id: "key-problem" });
  const told = h("span", { class: "faint", id: "key-told" });
  const input = h("input", {
    id: "key",
    type: "password",
    autocomplete: "off",
    spellcheck: "false",
    "data-1p-ignore": "",
    "data-lpignore": "true",
    "aria-describedby": "key-problem key-told",
    change: () => take(),
  });
  const forget = h(
    "button",
    { id: "forget-key", type: "button", click: () => key.forget(provider) },
    "Forget",
  );
  const keep = h("input", {
    id: "remember",
    type: "checkbox",
    change: () => key.remember(keep.checked, provider),
  });
  // The field is emptied at once: from then on the key stands in no part of the document.
  function take(): void {
    const text = input.value.trim();
    if (text === "") return;
    problem.textContent = refusal(text);
    input.value = "";
    if (problem.textContent === "") key.take(text, provider);
  }
  function tell(): void {
    told.textContent = key.present
      ? "held in memory, shown nowhere"
      : provider.keyNeeded
        ? ""
        : "not needed as a rule";
    input.placeholder = key.present ? "••••••••  type another to replace it" : "paste it here";
    forget.hidden = !key.present;
    keep.checked = key.remembered;
  }
  state.listen((change) => change === "key" && tell());
  addEventListener("pagehide", () => (input.value = ""));
  tell();
  const remember = h("label", { class: "check", for: "remember" }, keep, " remember for this tab");
  return h(
    "div",
    {},
    h("div", { class: "pair" }, input, forget, told),
    problem,
    h("div", { class: "pair" }, remember),
  );
}

export interface FormParts {
  state: AskState;
  asker: Asker;
  key: KeyHolder;
  redactor: Redactor;
  /** Opens another page for another provider. */
  fresh(): void;
}

export function mountForm(
  container: HTMLElement,
  { state, asker, key, redactor, fresh }: FormParts,
): void {
  let drawn: Dialect | null = null;
  const note = h("p", { class: "help", id: "reach" });
  const tell = () => {
    const only = reachable();
    show(
      note,
      only === null
        ? "The first request leaves this page one address that it can reach."
        : `This page can reach ${only} and nothing else. `,
      only === null
        ? null
        : h(
            "button",
            { class: "quiet", id: "fresh", "data-key": "fresh", click: fresh },
            "Ask another provider in a fresh page",
          ),
    );
  };
  const render = () => {
    if (drawn === state.choice.dialect) return tell();
    drawn = state.choice.dialect;
    const provider = providerOf(drawn);
    const problem = h("p", { class: "problem", id: "address-problem" });
    const words = h("input", {
      id: "words",
      spellcheck: "false",
      autocomplete: "off",
      placeholder: "customer, project, host; separated by commas",
      input: () =>
        redactor.decide(
          () =>
            (redactor.words = words.value
              .split(",")
              .map((word) => word.trim())
              .filter(Boolean)),
        ),
    });
    words.value = redactor.words.join(", ");
    show(
      container,
      field("provider", "Provider", providerSelect(state, key)),
      field("address", "Address", h("div", {}, ...addressInput(state, problem))),
      field("model", "Model", modelInput(state, asker)),
      field("key", "Key", keyInput(state, key)),
      h("p", { class: "help" }, provider.advice),
      field("words", "Also hide", words),
      note,
    );
    container.querySelector<HTMLElement>("#provider")!.dataset["key"] = "provider";
    tell();
  };
  state.listen((change) => {
    if (change === "choice" || change === "phase") render();
  });
  render();
}
