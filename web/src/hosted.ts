// The hosted page keeps itself for the next time without a network. A page that was saved has no
// service worker to ask for.
import { byId, h, show } from "./dom";
import { trustedScript } from "./resources";

function offer(waiting: ServiceWorker): void {
  show(
    byId("notice"),
    h("span", {}, "A newer version of this page is here. "),
    h(
      "button",
      {
        click: () => {
          navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
          waiting.postMessage("take over");
        },
      },
      "Reload, and lose what was pasted",
    ),
  );
}

export async function keepForOffline(): Promise<void> {
  const hosted = document.documentElement.dataset["hosted"] === "yes";
  if (!hosted || !/^https?:$/.test(location.protocol) || !navigator.serviceWorker) return;
  try {
    const registration = await navigator.serviceWorker.register(trustedScript("sw.js"));
    const look = (worker: ServiceWorker | null) => {
      const ready = () => worker?.state === "installed" && navigator.serviceWorker.controller;
      if (ready()) offer(worker!);
      worker?.addEventListener("statechange", () => ready() && offer(worker));
    };
    look(registration.waiting);
    registration.addEventListener("updatefound", () => look(registration.installing));
  } catch {
    // Without it the page only has to be loaded again next time.
  }
}
