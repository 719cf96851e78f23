// The second document: the same core, documents and editor, and the one part that may connect.
import "../theme";
import { Rolecall } from "../../../tools/wasm_host.mjs";
import { Analyst } from "../analyst";
import { mountArrivals } from "../arrivals";
import { byId } from "../dom";
import { mountDocuments } from "../documents";
import { mountEditor } from "../editor";
import { Engine } from "../engine";
import { openAsk, takeOver } from "../handover";
import { Redactor } from "../redactor";
import { loadModule } from "../resources";
import { Store } from "../store";
import { mountTools } from "../tools";
import { mountAnswer } from "./answer";
import { AskState } from "./ask_state";
import { Asker } from "./asker";
import { AskCore, type AskHost } from "./core";
import { chooseProvider, mountForm } from "./form";
import { mountHeadline } from "./headline";
import { keyDialog, mountKeys } from "./keys";
import { KeyHolder } from "./key";
import { ledgerBadge } from "./ledger";
import { keepPrepared } from "./prepare";
import { mountAskBar, mountPreview } from "./preview";
import { openHere } from "./worker_here";

const { instance } = await WebAssembly.instantiate(loadModule(), {});
const host = new Rolecall(instance);
const engine = new Engine(host);
const core = new AskCore(host as unknown as AskHost, engine);
const store = new Store();
const redactor = new Redactor(store, engine);
const state = new AskState();
const key = new KeyHolder(() => state.tell("key"));
const asker = new Asker(state, store, core, key);

chooseProvider(state, key, state.choice.dialect);
mountEditor(byId("editor"), store, redactor);
mountDocuments(store);
mountTools(byId("tools"), store, { badge: ledgerBadge(), keys: keyDialog });
mountHeadline(byId("verdict"), state, store);
mountForm(byId("form"), { state, asker, key, redactor, fresh: () => openAsk(store) });
mountPreview(byId("preview"), state, store);
mountAskBar(byId("ask-bar"), state, asker);
mountAnswer(byId("proposal"), state, store, (text) => asker.judgeText(text));
mountKeys(state, store, asker);
keepPrepared(state, store, core, redactor);
// No worker: it would keep the wide policy that it was made under.
new Analyst(store, engine, () => openHere(engine));
addEventListener("pageshow", (event) => {
  if (event.persisted) chooseProvider(state, key, state.choice.dialect);
});
await mountArrivals(store);
takeOver(store);
