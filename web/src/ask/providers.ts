// Whom one can ask, and what their interfaces want beside the body, which the core writes.

export type Dialect = "anthropic" | "openai" | "gemini" | "openrouter" | "chat" | "ollama";

export interface Provider {
  id: Dialect;
  name: string;
  /** The usual address; empty: there is none. */
  base: string;
  keyNeeded: boolean;
  keyHeader: string;
  keyPrefix: string;
  headers: Record<string, string>;
  /** Where its models are listed, and under which member their names stand. */
  models: { path: string; list: "data" | "models"; name: "id" | "name" };
  /** Where keys are made and how to keep them small. */
  advice: string;
}

const bearer = { keyHeader: "authorization", keyPrefix: "Bearer " };
const listed = { path: "/models", list: "data", name: "id" } as const;

export const providers: readonly Provider[] = [
  {
    id: "anthropic",
    name: "Anthropic",
    base: "https://api.anthropic.com/v1",
    keyNeeded: true,
    keyHeader: "x-api-key",
    keyPrefix: "",
    // Without the second one Anthropic refuses every browser.
    headers: {
      "anthropic-version": "2023-06-01",
      "anthropic-dangerous-direct-browser-access": "true",
    },
    models: listed,
    advice:
      "Keys are made in the console, under API keys. Take one of its own workspace, with a spend limit.",
  },
  {
    id: "openai",
    name: "OpenAI",
    base: "https://api.openai.com/v1",
    keyNeeded: true,
    ...bearer,
    headers: {},
    models: listed,
    advice:
      "Keys are made in the platform, under API keys. Take one of a project of its own, restricted to responses and models.",
  },
  {
    id: "gemini",
    name: "Google Gemini",
    base: "https://generativelanguage.googleapis.com/v1beta",
    keyNeeded: true,
    keyHeader: "x-goog-api-key",
    keyPrefix: "",
    headers: {},
    models: { path: "/models", list: "models", name: "name" },
    advice: "Keys are made in AI Studio. Restrict the key to this interface.",
  },
  {
    id: "openrouter",
    name: "OpenRouter",
    base: "https://openrouter.ai/api/v1",
    keyNeeded: true,
    ...bearer,
    headers: {},
    models: listed,
    advice:
      "Keys are made under Keys, each with a credit limit of its own. Only providers that keep nothing are asked.",
  },
  {
    id: "chat",
    name: "Any OpenAI-compatible address",
    base: "",
    keyNeeded: false,
    ...bearer,
    headers: {},
    models: listed,
    advice:
      "The address up to and with /v1: a gateway of your company, Bedrock, vLLM, or llama.cpp and LM Studio on this machine.",
  },
  {
    id: "ollama",
    name: "Ollama on this machine",
    base: "http://localhost:11434",
    keyNeeded: false,
    ...bearer,
    headers: {},
    models: { path: "/api/tags", list: "models", name: "name" },
    advice:
      "The request goes to this machine. Ollama has to allow this page: what to do is told if it does not.",
  },
];

export const providerOf = (id: Dialect): Provider =>
  providers.find((provider) => provider.id === id)!;

const local = /^(localhost|127\.0\.0\.1)$/;

export const isLocal = (url: URL): boolean => local.test(url.hostname);

/** The address as it is used, or a sentence why it cannot be. */
export function readAddress(text: string): URL | string {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return "The address begins with https:// or, on this machine, with http://localhost";
  }
  if (url.username || url.password || url.search || url.hash) {
    return "The address holds a host and a path; no login, no question mark, no fragment";
  }
  if (url.protocol === "https:" || (url.protocol === "http:" && isLocal(url))) return url;
  return "Without https only localhost and 127.0.0.1 are asked: everything else could be read on its way";
}
