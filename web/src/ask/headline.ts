// The largest sentence of the page: what stops the task, then what became of asking. It is the one
// live region.
import { h, prose, show } from "../dom";
import type { Store } from "../store";
import { currentVerdict, type Mood, type Verdict } from "../verdict";
import { verdictOf } from "./answer";
import type { AskState } from "./ask_state";
import { providerOf } from "./providers";

const icons: Record<Mood, string> = {
  empty: "·",
  stopped: "✗",
  unsure: "?",
  starts: "✓",
  wide: "!",
  unread: "·",
};

function judged(state: AskState): Verdict {
  const { proposal } = state;
  const verdict = verdictOf(proposal?.analysis ?? null);
  const told = proposal?.analysis?.report?.proposal;
  const n = proposal?.files.length ?? 0;
  const detail = `${n} file${n === 1 ? "" : "s"} proposed; look at each before you take it`;
  if (verdict === "proven") return { mood: "starts", sentence: "The proposal is proven", detail };
  if (verdict === "wider")
    return {
      mood: "wide",
      sentence: "The proposal helps, and is wider than needed",
      detail: told?.reasons[0] ?? detail,
    };
  if (verdict === "no-help")
    return {
      mood: "stopped",
      sentence: "The proposal does not help",
      detail: told?.reasons[0] ?? detail,
    };
  return { mood: "unread", sentence: "The answer proposes no change", detail: "" };
}

function headline(state: AskState, store: Store): Verdict {
  const { name } = providerOf(state.choice.dialect);
  switch (state.phase) {
    case "asking":
      return { mood: "unread", sentence: `Asking ${name}`, detail: "Esc cancels" };
    case "waiting":
      return {
        mood: "unsure",
        sentence: `${name} is busy; it is tried again`,
        detail: "Esc cancels",
      };
    case "failed":
      return {
        mood: "wide",
        sentence: state.trouble?.title ?? "There is no answer",
        detail: state.trouble?.advice[0] ?? "",
      };
    case "done":
      return judged(state);
    default:
      return currentVerdict(store.state);
  }
}

export function mountHeadline(container: HTMLElement, state: AskState, store: Store): void {
  let last = "";
  const render = () => {
    const { mood, sentence, detail } = headline(state, store);
    const now = JSON.stringify([mood, sentence, detail]);
    if (now === last) return; // a live region speaks once for each answer
    last = now;
    container.dataset["mood"] = mood;
    show(
      container,
      h("span", { class: "icon", "aria-hidden": "true" }, icons[mood]),
      h(
        "div",
        {},
        h("p", { class: "sentence" }, prose(sentence)),
        h("p", { class: "detail" }, prose(detail)),
      ),
    );
  };
  // New documents end what was said of the old ones.
  store.listen((_state, change) => {
    if (change === "analysis" || store.state.docs.length === 0) render();
  });
  state.listen((change) => {
    if (change === "phase") render();
  });
  render();
}
