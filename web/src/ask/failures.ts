// Why there is no answer, and what to do: one table for what providers say, one function for what
// the browser does not say.
import type { Trouble } from "./ask_state";
import { reachable } from "./policy";
import { isLocal, type Provider } from "./providers";
import { Silence, TooLong } from "./sender";

/** Names of the core's failures. */
export type Failure =
  | "none"
  | "key"
  | "money"
  | "forbidden"
  | "model"
  | "shape"
  | "too-long"
  | "busy"
  | "request"
  | "elsewhere"
  | "answer"
  | "broken";

type Row = [title: string, ...advice: string[]];

const rows: Record<Exclude<Failure, "none">, Row> = {
  key: [
    "The key was not accepted",
    "Check that it is whole, not expired, and belongs to this provider.",
    "Type it again: it is not kept anywhere else.",
  ],
  money: [
    "There is nothing left to spend",
    "The account behind the key has no credit, or reached its limit. Add some, or ask somebody else.",
  ],
  forbidden: [
    "This key may not do this",
    "The model, the Region or browsers may be closed to it; organisations can forbid requests from browsers.",
    "Take another model, or the command line or a copied prompt, which do not need the browser.",
  ],
  model: [
    "No such model, or no such address",
    "List the models, and take a name exactly as it stands there.",
    "With an address of your own, check that it ends where the provider says, usually with /v1.",
  ],
  shape: [
    "This model cannot answer in the shape that was asked for",
    "The request below asks in a simpler way now. Look at it and ask again.",
  ],
  "too-long": [
    "The documents are too long for this model",
    "Close the documents that the failing task does not need, or take a model with a larger context.",
  ],
  busy: ["The provider is busy", "It was tried three times. Ask again in some minutes."],
  request: ["The provider refused the request", "What it says about it stands below."],
  elsewhere: [
    "The provider sends elsewhere",
    "A redirect is not followed: the key goes to the address you chose and to no other. Correct the address.",
  ],
  answer: [
    "What came back is not an answer of this kind of interface",
    "Check the address and the kind of provider: a proxy or a login page may have answered.",
  ],
  broken: [
    "The answer broke off",
    "Nothing of it is used. Ask again; it is paid for by what came until then.",
  ],
};

/** `status` 403 with nothing in it is how Ollama refuses a page that it does not know. */
export function troubleOf(
  failure: Failure,
  provider: Provider,
  status: number,
  words: string,
): Trouble {
  if (failure === "none") return { title: "There is no answer", advice: [], words };
  const [title, ...advice] = rows[failure];
  if (failure === "forbidden" && provider.id === "ollama" && words === "") {
    return { title: "Ollama does not know this page", advice: ollamaAdvice(), words };
  }
  return { title: status >= 400 ? `${title} (${status})` : title, advice, words };
}

const ollamaAdvice = (): string[] => [
  `Start it with OLLAMA_ORIGINS="${location.origin}", or open this page with rolecall serve: then it is asked from localhost, which it allows.`,
];

export const cutTrouble: Trouble = {
  title: "The answer was cut off at its length limit",
  advice: ["The request below allows twice as much now. Look at it and ask again."],
  words: "",
};

export const refusedTrouble = (words: string): Trouble => ({
  title: "The model refused, or a filter in front of it",
  advice: [
    "Filters take some logs for something else. Close documents that are not needed, or ask another model.",
  ],
  words,
});

export const unreadTrouble: Trouble = {
  title: "The answer holds no proposal that can be read",
  advice: [
    "It stands below as text. Ask again, or take another model: small ones seldom keep to a shape.",
  ],
  words: "",
};

function localAdvice(provider: Provider, url: URL): string[] {
  const common = [`Check that something listens at ${url.host}.`];
  // Browsers let pages from the internet reach the person's own machine only when they are told to.
  if (location.protocol === "https:") {
    common.push("The browser asks whether this page may reach this machine: allow it.");
  }
  if (provider.id === "ollama") return [...common, ...ollamaAdvice()];
  return [
    ...common,
    "LM Studio allows pages with lms server start --cors; llama.cpp does by itself.",
  ];
}

/** fetch says "failed" and no more: what it may be, from what can be seen. */
export function troubleOfError(error: unknown, provider: Provider, url: URL): Trouble {
  const words = "";
  if (error instanceof TooLong)
    return {
      title: "The answer is too long",
      advice: ["Nobody needs that much for a patch. Nothing of it is used."],
      words,
    };
  if (error instanceof Silence)
    return {
      title: "Nothing came for two minutes",
      advice: ["Ask again, or take a faster model."],
      words,
    };
  if (!navigator.onLine && !isLocal(url))
    return { title: "This machine is offline", advice: ["Ask again with a network."], words };
  const only = reachable();
  if (only !== null && only !== url.origin) {
    return {
      title: "This page reaches another address only",
      advice: [`It was narrowed to ${only}. Open a fresh page for another provider.`],
      words,
    };
  }
  return {
    title: `${url.host} could not be asked from this page`,
    advice: [
      ...(isLocal(url)
        ? localAdvice(provider, url)
        : [
            "The provider, or somebody between, does not let browsers in, or its refusal cannot be read from a page; a wrong key or model can look like this too. An ad blocker or a proxy can be the reason as well.",
          ]),
      "Copy the prompt into a chat of your own, or use the command line, to which none of this applies.",
    ],
    words,
  };
}
