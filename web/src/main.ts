// Puts the page together: the core, the store, and one panel for each part of the page.
import "./self"; // first: what follows changes the page
import "./theme";
import { Analyst } from "./analyst";
import { mountArrivals } from "./arrivals";
import { askButton } from "./ask_link";
import { byId } from "./dom";
import { mountDocuments } from "./documents";
import { mountEditor } from "./editor";
import { openEngine, type PageText } from "./engine";
import { keepForOffline } from "./hosted";
import { loadJson, loadModule, startWorker } from "./resources";
import { privacyBadge } from "./privacy";
import { Redactor } from "./redactor";
import { mountShortcuts, shortcutDialog } from "./shortcuts";
import { Store } from "./store";
import { mountTools } from "./tools";
import { mountVerdict, sayNoEngine } from "./verdict";
import { mountViews } from "./views";

const module = loadModule();
const engine = await openEngine(module, () => loadJson<PageText[]>("pages")).catch(sayNoEngine);
const store = new Store();
const redactor = new Redactor(store, engine);
const editor = mountEditor(byId("editor"), store, redactor);
mountDocuments(store);
mountVerdict(byId("verdict"), store);
const context = mountViews(byId("views"), byId("view"), { store, engine, editor, redactor });
mountTools(byId("tools"), store, {
  badge: privacyBadge(),
  more: askButton(store),
  keys: shortcutDialog,
});
mountShortcuts(context);
new Analyst(store, engine, () => startWorker(module));
await mountArrivals(store);
void keepForOffline();
