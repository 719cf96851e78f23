// The bar on top: samples, launch type, theme, shortcuts, and the proof that nothing was sent.
import { h, show } from "./dom";
import { openDialog } from "./dialog";
import { openSample, samples } from "./samples";
import type { Store } from "./store";
import { currentTheme, setTheme, type Theme } from "./theme";

const launchTypes = ["", "FARGATE", "EC2", "EXTERNAL", "MANAGED_INSTANCES"];

export function sampleDialog(store: Store): void {
  const groups = new Map<string, HTMLElement[]>();
  const close = openDialog("Samples, by what went wrong", () => [
    h("div", { class: "samples" }, ...[...groups].map(([group, items]) =>
      h("section", {}, h("h3", {}, group), h("ul", {}, ...items)),
    )),
  ], () => {
    for (const sample of samples()) {
      const items = groups.get(sample.group) ?? [];
      groups.set(sample.group, items);
      items.push(
        h(
          "li",
          {},
          h(
            "button",
            {
              "data-sample": sample.id,
              click: () => {
                close();
                openSample(store, sample.id);
              },
            },
            sample.title,
          ),
        ),
      );
    }
  });
}

const themes: [Theme, string][] = [
  ["system", "Theme: system"],
  ["light", "Theme: light"],
  ["dark", "Theme: dark"],
];

function themeSelect(): HTMLSelectElement {
  const select = h(
    "select",
    { "aria-label": "Theme", id: "theme", change: () => setTheme(select.value as Theme) },
    ...themes.map(([value, label]) =>
      h("option", { value, selected: value === currentTheme() }, label),
    ),
  );
  return select;
}

function launchSelect(store: Store): HTMLSelectElement {
  const select = h(
    "select",
    {
      "aria-label": "Launch type",
      id: "launch-type",
      change: () => {
        const { launchType: _old, ...others } = store.state.options;
        store.setOptions(select.value ? { ...others, launchType: select.value } : others);
      },
    },
    ...launchTypes.map((value) =>
      h("option", { value, selected: value === (store.state.options.launchType ?? "") }, value || "Launch type: as given"),
    ),
  );
  return select;
}

/** What the bar has in one document only. */
export interface OwnTools {
  badge: HTMLElement;
  more?: HTMLElement;
  keys(): void;
}

export function mountTools(container: HTMLElement, store: Store, own: OwnTools): void {
  show(
    container,
    own.badge,
    h("button", { id: "samples-button", click: () => sampleDialog(store) }, "Samples"),
    own.more,
    launchSelect(store),
    themeSelect(),
    h("button", { id: "keys-button", "aria-label": "Keyboard shortcuts", click: own.keys }, "?"),
  );
}
