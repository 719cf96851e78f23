// The core's part in asking, in the words of this page. It writes what is sent, looks through it,
// reads what comes back, and judges it.
import type { Analysis, Engine, Entry, InputFile, Options, RedactionOptions } from "../engine";
import type { Choice, PlaceNote, Prepared, Proposal, ProposedFile } from "./ask_state";
import { release, type Checked } from "./outgoing";
import { readAddress } from "./providers";

/** How the answer ended, and all that was read of it so far. */
export interface Said {
  end: "open" | "whole" | "cut" | "refused" | "failed";
  /** One of `Failure`, when it failed. */
  failure: string;
  text: string;
  /** Of the provider or the model, about a failure or a refusal. */
  words: string;
  tokensIn: number;
  tokensOut: number;
}

export interface Reply {
  feed(bytes: Uint8Array): void;
  /** Nothing more comes. */
  finish(): void;
  state(): Said;
  drop(): void;
}

/** What leads from placeholders to originals: the documents and how they were redacted. */
export interface WayBack {
  files: InputFile[];
  redaction: RedactionOptions;
}

export interface Asked {
  status: Analysis["status"];
  error: string;
  found: Omit<Entry, "original">[];
  back: WayBack;
  /** Where it goes, with the model in it where the dialect wants that. */
  address: string;
  /** The name of the model by itself: it may stand in the address. */
  model: Checked | null;
  /** Null when it was not written. */
  body: Checked | null;
  prompt: Checked | null;
}

export interface AnswerRead {
  found: boolean;
  summary: string;
  unsure: string[];
  files: { path: string; content: string; notes: PlaceNote[] }[];
}

/** What tools/wasm_host.mjs gives for asking. */
export interface AskHost {
  ask(files: InputFile[], options: Options, redaction: RedactionOptions, request: object): Asked;
  openReply(dialect: string, status: number): Reply;
  readAnswer(text: string, back: WayBack): AnswerRead;
}

const empty = (error: string): Prepared => ({
  error,
  leaks: [],
  url: null,
  body: null,
  prompt: null,
  found: [],
  back: null,
});

export class AskCore {
  constructor(
    private readonly host: AskHost,
    private readonly engine: Engine,
  ) {}

  prepare(
    files: InputFile[],
    options: Options,
    redaction: RedactionOptions,
    choice: Choice,
  ): Prepared {
    const base = readAddress(choice.address);
    const asked = this.host.ask(files, options, redaction, {
      ...choice,
      address: typeof base === "string" ? "" : base.href,
      fence: crypto.getRandomValues(new BigUint64Array(1))[0]!,
    });
    if (asked.status !== "ok") return empty(asked.error || "The documents cannot be prepared");
    const { found, back } = asked;
    const [body, prompt, model] = [asked.body, asked.prompt, asked.model].map(
      (checked) => checked && release(checked),
    );
    const leaks = [...(asked.body?.leaks ?? []), ...(asked.model?.leaks ?? [])];
    const ready = typeof base !== "string" && body && model;
    return {
      error: leaks.length > 0 ? "Something in it must not leave" : "",
      leaks,
      url: ready ? new URL(asked.address) : null,
      body: ready ? body : null,
      prompt: prompt ?? null,
      found: found.map((entry) => ({ ...entry, original: "" })),
      back,
    };
  }

  openReply(dialect: string, status: number): Reply {
    return this.host.openReply(dialect, status);
  }

  /** What an answer proposes, judged; null when nothing in it can be read as a proposal. */
  judge(text: string, back: WayBack, files: InputFile[], options: Options): Proposal | null {
    const answer = this.host.readAnswer(text, back);
    if (!answer.found) return null;
    const encoder = new TextEncoder();
    const proposed = answer.files.map(({ path, content, notes }) => ({
      path,
      bytes: encoder.encode(content),
      notes,
    }));
    const judged = proposed.length > 0 ? this.engine.judge(files, options, proposed) : null;
    const isKnown = (path: string) => files.some((file) => file.path === path);
    const list: ProposedFile[] = proposed.map((file) => ({
      ...file,
      isNew: !isKnown(file.path),
      alone: proposed.length > 1 ? this.engine.judge(files, options, [file]) : null,
    }));
    return { summary: answer.summary, unsure: answer.unsure, files: list, analysis: judged, text };
  }
}
