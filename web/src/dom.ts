// Elements without markup: text is always text, so that nothing pasted can become code.

type Child = Node | string | null | undefined | false;
type Props = Record<string, string | number | boolean | null | undefined | ((event: any) => void)>;

const svgNamespace = "http://www.w3.org/2000/svg";

function fill<E extends Element>(element: E, props: Props, children: Child[]): E {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/** h("button", { class: "quiet", click: () => ... }, "Copy"): functions are listeners. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), props, children);
}

/** As h, for SVG. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(svgNamespace, tag), props, children);
}

/** Text in which `backticks` mark code, as the core writes its sentences. */
export function prose(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  text.split("`").forEach((part, i) => {
    fragment.append(i % 2 ? h("code", {}, part) : part);
  });
  return fragment;
}

/** Elements with a `data-key` that somebody opened or scrolled, and how far. */
function touched(container: Element): Map<string, { open: boolean; top: number; left: number }> {
  const found = new Map<string, { open: boolean; top: number; left: number }>();
  for (const element of container.querySelectorAll<HTMLElement>("details, pre, .scroller")) {
    const key = element.getAttribute("data-key");
    const open = element instanceof HTMLDetailsElement && element.open;
    const { scrollTop: top, scrollLeft: left } = element;
    if (key && (open || top > 0 || left > 0)) found.set(key, { open, top, left });
  }
  return found;
}

const keyed = (container: Element, key: string) =>
  container.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);

/**
 * Replaces what is in `container`. What had the focus, was opened or scrolled is so again when it
 * stands there once more, with the same `data-key`.
 */
export function show(container: Element, ...children: Child[]): void {
  const focused = focusedElement();
  const key = focused && container.contains(focused) ? focused.getAttribute("data-key") : null;
  const before = touched(container);
  container.replaceChildren();
  fill(container, {}, children);
  for (const [name, { open, top, left }] of before) {
    const element = keyed(container, name);
    if (element instanceof HTMLDetailsElement) element.open = open;
    element?.scrollTo({ top, left, behavior: "instant" });
  }
  if (key) keyed(container, key)?.focus({ preventScroll: true });
}

function focusedElement(): Element | null {
  return document.activeElement;
}

/** The element of the template with this id. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as E;
}

/** Offers `bytes` as a download. */
export function download(name: string, bytes: Uint8Array | string, type = "text/plain"): void {
  const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type }));
  const link = h("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** A button that copies what `text` gives, and says so for two seconds. */
export function copyButton(label: string, text: () => string, key: string): HTMLButtonElement {
  const button = h("button", { "data-key": key }, label);
  button.addEventListener("click", async () => {
    button.textContent = (await copy(text())) ? "Copied" : "Press Ctrl+C";
    setTimeout(() => (button.textContent = label), 2000);
  });
  return button;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h("textarea", { class: "unseen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
