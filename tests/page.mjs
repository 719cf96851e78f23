// The page in a real browser. One process, so that all of it needs one browser.
import { after } from "node:test";
import { closeBrowser } from "./web/page_world.mjs";

await import("./web/page_samples.mjs");
await import("./web/page_template.mjs");
await import("./web/page_privacy.mjs");
await import("./web/page_access.mjs");
await import("./web/page_answer.mjs");
await import("./web/page_message.mjs");
await import("./web/page_network.mjs");
await import("./web/page_editor.mjs");
await import("./web/page_input.mjs");
await import("./web/page_served.mjs");
await import("./web/page_cost.mjs");
after(closeBrowser);
