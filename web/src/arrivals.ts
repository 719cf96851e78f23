// What the address brings: `#sample=<id>`, or documents that somebody shared. Those are a stranger's:
// they are read with care, shown as documents, and nothing follows from them by itself.
import { openDialog } from "./dialog";
import { h } from "./dom";
import { clearNotice, tell } from "./notice";
import { openSample } from "./samples";
import { isLink, openLink, type Shared } from "./sharelink";
import type { Store } from "./store";

export function openShared(store: Store, { documents, launchType }: Shared): void {
  const encoder = new TextEncoder();
  store.state.options = launchType ? { launchType } : {};
  store.replaceAll(
    documents.map(({ path, text, role = "any" }) => ({ path, bytes: encoder.encode(text), role })),
  );
  tell(
    `Opened from a link with ${documents.length === 1 ? "one document" : `${documents.length} documents`}. Names and numbers may stand for others.`,
  );
}

async function openAddress(store: Store): Promise<boolean> {
  const { hash } = location;
  const sample = /^#sample=([a-z0-9-]+)$/.exec(hash)?.[1];
  if (sample) {
    clearNotice();
    return openSample(store, sample);
  }
  if (!isLink(hash)) return false;
  try {
    openShared(store, await openLink(hash));
    return true;
  } catch (error) {
    tell(`The link cannot be opened: ${(error as Error).message}.`);
    return false;
  }
}

// Another link in a page that is in use: what is there stays until the person says otherwise.
function ask(store: Store): void {
  const isWanted = isLink(location.hash) || location.hash.startsWith("#sample=");
  if (!isWanted) return;
  if (store.state.docs.length === 0) return void openAddress(store);
  const close = openDialog("Open the link?", () => [
    h("p", {}, `It replaces the ${store.state.docs.length === 1 ? "document" : `${store.state.docs.length} documents`} on this page.`),
    h(
      "div",
      { class: "actions" },
      h("button", { autofocus: true, click: () => close() }, "Keep what is here"),
      h(
        "button",
        {
          class: "primary",
          id: "open-link",
          click: () => {
            close();
            void openAddress(store);
          },
        },
        "Open the link",
      ),
    ),
  ]);
}

export async function mountArrivals(store: Store): Promise<void> {
  addEventListener("hashchange", () => ask(store));
  if (!(await openAddress(store))) store.replaceAll([]);
}
