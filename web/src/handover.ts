// Documents on their way from one of our documents to another: a page opens ask.html, ask.html says
// that it is there, and gets them once. They pass from tab to tab inside the browser; no request is
// made, and nothing is stored.
import type { FileRole, Options } from "./engine";
import type { Store } from "./store";

interface Bundle {
  rolecall: "documents";
  files: { path: string; bytes: Uint8Array; role: FileRole }[];
  options: Options;
}

const ready = { rolecall: "ready" } as const;

/** Opens ask.html beside this page; it takes the documents along. */
export function openAsk(store: Store): void {
  const opened = open("ask.html", "_blank");
  if (!opened) return;
  const answer = (event: MessageEvent) => {
    // On file:// the origin of both is "null"; whoever was navigated to elsewhere has another.
    if (
      event.source !== opened ||
      event.origin !== origin ||
      event.data?.rolecall !== ready.rolecall
    )
      return;
    removeEventListener("message", answer);
    const { docs, options } = store.state;
    const files = docs.map(({ path, bytes, role }) => ({ path, bytes, role }));
    const bundle: Bundle = { rolecall: "documents", files, options };
    opened.postMessage(bundle, origin === "null" ? "*" : origin);
  };
  addEventListener("message", answer);
}

function isBundle(data: unknown): data is Bundle {
  const bundle = data as Partial<Bundle> | null;
  return (
    bundle?.rolecall === "documents" &&
    Array.isArray(bundle.files) &&
    bundle.files.every(({ path, bytes }) => typeof path === "string" && bytes instanceof Uint8Array)
  );
}

/** Takes documents from the page that opened this one, if there is one, and lets go of it. */
export function takeOver(store: Store): void {
  const opener = window.opener as Window | null;
  window.opener = null;
  if (!opener) return;
  const take = ({ source, origin: from, data }: MessageEvent) => {
    if (source !== opener || from !== origin || !isBundle(data)) return;
    removeEventListener("message", take);
    store.state.options = data.options ?? {};
    if (data.files.length > 0) store.replaceAll(data.files);
  };
  addEventListener("message", take);
  opener.postMessage(ready, origin === "null" ? "*" : origin);
}
