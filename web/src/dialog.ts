// A dialog over the page: the browser's own, so that focus, Esc and the inert background are right.
import { h } from "./dom";

/** Opens a dialog and returns what closes it. `prepare` runs first, when given. */
export function openDialog(title: string, content: () => Node[], prepare?: () => void): () => void {
  prepare?.();
  const heading = h("h2", { id: "dialog-title" }, title);
  const dialog = h("dialog", { "aria-labelledby": "dialog-title" });
  const close = () => dialog.close();
  dialog.append(
    h("header", {}, heading, h("button", { "aria-label": "Close", class: "close", click: close }, "×")),
    h("div", { class: "body" }, ...content()),
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return close;
}
