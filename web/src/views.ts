// The right-hand side below the verdict: tabs, each a view of the same answer. A view is a function
// from the state to elements; it is drawn anew after every answer.
import { h, show } from "./dom";
import type { Editor } from "./editor";
import type { Engine } from "./engine";
import type { Redactor } from "./redactor";
import type { State, Store } from "./store";
import { findingsView } from "./findings";
import { fixView } from "./fix";
import { onRoomChange, rollCallView } from "./rollcall";
import { shareView } from "./share";
import { hintAtMore, stepTo } from "./strip";

export interface Context {
  store: Store;
  engine: Engine;
  editor: Editor;
  redactor: Redactor;
  /** Opens another view. */
  openView(id: string): void;
  currentView(): string;
}

export interface View {
  id: string;
  title(state: Readonly<State>): string;
  render(state: Readonly<State>, context: Context): Node[];
}

const views: View[] = [rollCallView, findingsView, fixView, shareView];

export function mountViews(
  tabs: HTMLElement,
  panel: HTMLElement,
  parts: Omit<Context, "openView" | "currentView">,
): Context {
  let open = views[0]!.id;
  const context: Context = {
    ...parts,
    openView(id) {
      open = id;
      render();
    },
    currentView: () => open,
  };
  tabs.setAttribute("role", "tablist");
  tabs.setAttribute("aria-label", "Views of the answer");
  panel.setAttribute("role", "tabpanel");

  function tabOf(view: View): HTMLElement {
    const selected = view.id === open;
    return h(
      "button",
      {
        role: "tab",
        id: `tab-${view.id}`,
        "data-key": `tab-${view.id}`,
        "aria-selected": selected ? "true" : "false",
        "aria-controls": panel.id,
        tabindex: selected ? 0 : -1,
        click: () => context.openView(view.id),
        keydown: (event: KeyboardEvent) => step(event),
      },
      view.title(context.store.state),
    );
  }

  function step(event: KeyboardEvent): void {
    const next = stepTo(views, views.findIndex((view) => view.id === open), event.key);
    if (!next) return;
    context.openView(next.id);
    tabs.querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
    event.preventDefault();
  }

  function render(): void {
    const view = views.find((known) => known.id === open)!;
    show(tabs, ...views.map(tabOf));
    const [at, end] = [tabs, tabs.querySelector<HTMLElement>('[aria-selected="true"]')!];
    if (end.offsetLeft < at.scrollLeft) at.scrollLeft = end.offsetLeft;
    else at.scrollLeft = Math.max(at.scrollLeft, end.offsetLeft + end.offsetWidth - at.clientWidth);
    panel.setAttribute("aria-labelledby", `tab-${view.id}`);
    show(
      panel,
      h("h2", { class: "unseen" }, view.title(context.store.state)),
      ...view.render(context.store.state, context),
    );
  }

  // On paper there are no tabs: everything but what is for sharing stands one below the other.
  addEventListener("beforeprint", () => {
    const printed = views.filter((view) => view !== shareView);
    show(
      panel,
      ...printed.flatMap((view) => [
        h("h2", { class: "printed" }, view.title(context.store.state)),
        ...view.render(context.store.state, context),
      ]),
    );
  });
  addEventListener("afterprint", render);
  onRoomChange(render);
  hintAtMore(tabs);

  context.store.listen((state, change) => {
    const isShared = open === "share" && (change === "redaction" || change === "current");
    if (change === "analysis" || state.docs.length === 0 || isShared) render();
  });
  render();
  return context;
}
