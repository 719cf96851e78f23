// Documents: paste anywhere, drop files or folders, tabs, and what each file was taken for.
import { byId, h, show } from "./dom";
import type { Store } from "./store";

function renderTabs(store: Store): Node[] {
  return store.state.docs.map((doc) =>
    h(
      "button",
      {
        class: "tab",
        "data-key": `doc-${doc.id}`,
        "aria-pressed": doc.id === store.state.current ? "true" : "false",
        click: () => store.open(doc.id),
      },
      doc.path,
    ),
  );
}

/** A first guess at a name for pasted text; the core tells what it is. */
export function pastedPath(store: Store, text: string): string {
  return /^\s*[[{]/.test(text) ? store.freePath("pasted", ".json") : store.freePath("pasted", ".txt");
}

export function mountDocuments(store: Store): void {
  const tabs = byId("tabs");
  const render = () => show(tabs, ...renderTabs(store));
  store.listen((_state, change) => {
    if (change === "docs" || change === "current") render();
  });
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain");
    if (!text || event.defaultPrevented || event.target !== document.body) return;
    event.preventDefault();
    store.add(pastedPath(store, text), new TextEncoder().encode(text));
  });
  render();
}
