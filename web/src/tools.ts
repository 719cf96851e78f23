// The bar on top: samples, launch type, theme, shortcuts, and the proof that nothing was sent.
import { h, show, svg } from "./dom";
import { openDialog } from "./dialog";
import { capital } from "./text";
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
            h("span", {}, capital(sample.title)),
            sample.code ? h("span", { class: "faint" }, sample.code) : null,
          ),
        ),
      );
    }
  });
}

const themes: Theme[] = ["system", "light", "dark"];

/** A sun, a moon, or half of each. */
function themeIcon(theme: Theme): SVGElement {
  const line = { stroke: "currentColor", "stroke-width": 1.8, fill: "none", "stroke-linecap": "round" };
  const moon = "M16 12.4A6.6 6.6 0 0 1 7.6 4a6.6 6.6 0 1 0 8.4 8.4Z";
  const rays = "M10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4";
  return svg(
    "svg",
    { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" },
    ...(theme === "dark"
      ? [svg("path", { ...line, d: moon, "stroke-linejoin": "round" })]
      : [svg("circle", { ...line, cx: 10, cy: 10, r: theme === "light" ? 3.6 : 7 })]),
    theme === "light" ? svg("path", { ...line, d: rays }) : null,
    theme === "system" ? svg("path", { d: "M10 3a7 7 0 0 1 0 14Z", fill: "currentColor" }) : null,
  );
}

/** Goes round: what the system says, light, dark. */
function themeButton(): HTMLButtonElement {
  const button = h("button", {
    id: "theme",
    class: "icon-button",
    click: () => {
      setTheme(themes[(themes.indexOf(currentTheme()) + 1) % themes.length]!);
      look();
    },
  });
  const look = () => {
    const theme = currentTheme();
    show(button, themeIcon(theme));
    button.setAttribute("aria-label", `Theme: ${theme}`);
    button.title = `Theme: ${theme}`;
  };
  look();
  return button;
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
      h("option", { value, selected: value === (store.state.options.launchType ?? "") }, value ? `Launch: ${value}` : "Launch: as given"),
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
    themeButton(),
    h("button", { id: "keys-button", class: "icon-button", "aria-label": "Keyboard shortcuts", click: own.keys }, "?"),
  );
}
