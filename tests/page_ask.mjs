// The document that asks, in a real browser against a provider on loopback.
await import("./web/ask.mjs");
