// Keeps what would be sent in step with the documents and the choices.
import type { Redactor } from "../redactor";
import type { Store } from "../store";
import type { AskState } from "./ask_state";
import type { AskCore } from "./core";

const restMilliseconds = 120;

export function keepPrepared(
  state: AskState,
  store: Store,
  core: AskCore,
  redactor: Redactor,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const prepare = () => {
    const files = store.state.docs.map(({ path, bytes, role }) => ({ path, bytes, role }));
    state.prepared =
      files.length > 0
        ? core.prepare(files, store.state.options, redactor.options, state.choice)
        : null;
    state.tell("prepared");
  };
  const soon = () => {
    // Until then nothing can be asked: what was shown is no longer what would be sent.
    state.prepared = null;
    clearTimeout(timer);
    timer = setTimeout(prepare, restMilliseconds);
  };
  store.listen((_state, change) => {
    if (change === "docs" || change === "options" || change === "redaction") soon();
  });
  state.listen((change) => {
    if (change === "choice") soon();
  });
}
