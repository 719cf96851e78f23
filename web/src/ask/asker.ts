// Asking: one request for each press of the button. A provider that is busy is tried again with the
// same bytes, and the person sees the wait; whatever would change the bytes is shown first.
import type { Options } from "../engine";
import type { Store } from "../store";
import { shapes, type AskState, type Phase, type Trouble } from "./ask_state";
import type { AskCore, Reply, WayBack } from "./core";
import {
  cutTrouble,
  refusedTrouble,
  troubleOf,
  troubleOfError,
  unreadTrouble,
  type Failure,
} from "./failures";
import type { KeyHolder } from "./key";
import { enter, sizeOf } from "./ledger";
import { Outgoing } from "./outgoing";
import { narrowTo, reachable } from "./policy";
import { providerOf, readAddress } from "./providers";
import { send } from "./sender";

const mostAttempts = 3;
const longestWait = 60;
const mostTokens = 65_536;
const passing: readonly Failure[] = ["busy"];

class Cancelled extends Error {}

export class Asker {
  #control: AbortController | null = null;

  constructor(
    private readonly state: AskState,
    private readonly store: Store,
    private readonly core: AskCore,
    private readonly key: KeyHolder,
  ) {}

  /** Why Ask does nothing now, as a sentence; empty when it would. */
  obstacle(): string {
    const { choice, prepared } = this.state;
    const provider = providerOf(choice.dialect);
    const address = readAddress(choice.address);
    if (this.store.state.docs.length === 0) return "Paste or drop the documents first";
    if (typeof address === "string") return address;
    if (choice.model.trim() === "") return "Name a model";
    if (provider.keyNeeded && !this.key.present) return `Type your key of ${provider.name}`;
    const only = reachable();
    if (only !== null && only !== address.origin)
      return `This page reaches ${only} only, until it is closed`;
    if (!prepared || !prepared.body) return prepared?.error || "What would be sent is not ready";
    if (this.key.standsIn(Outgoing.textOf(prepared.body)))
      return "Your key stands in the documents: take it out";
    return "";
  }

  cancel(): void {
    this.#control?.abort(new Cancelled());
  }

  async ask(): Promise<void> {
    const { state } = this;
    if (state.busy || this.obstacle() !== "") return;
    const { url, body } = state.prepared!;
    const back = state.prepared!.back!;
    const control = (this.#control = new AbortController());
    state.proposal = null;
    state.trouble = null;
    state.progress = {
      started: Date.now(),
      bytes: 0,
      text: "",
      attempt: 0,
      wait: 0,
      tokensIn: 0,
      tokensOut: 0,
    };
    try {
      for (;;) {
        state.progress.attempt++;
        this.#phase("asking");
        const wait = await this.#once(url!, body!, back, control.signal);
        if (wait === null) return;
        await this.#rest(wait, control.signal);
      }
    } catch (error) {
      if (control.signal.reason instanceof Cancelled) this.#phase("cancelled");
      else this.#fail(troubleOfError(error, providerOf(state.choice.dialect), url!));
    } finally {
      this.#control = null;
    }
  }

  /** One attempt. Seconds to wait before the next; null when there is none. */
  async #once(
    url: URL,
    body: Outgoing,
    back: WayBack,
    cancel: AbortSignal,
  ): Promise<number | null> {
    const { state } = this;
    const provider = providerOf(state.choice.dialect);
    if (!narrowTo(url.origin)) throw new Error("another origin was chosen before");
    let reply: Reply | null = null;
    let status = 0;
    let after: number | null = null;
    try {
      const headers = { ...provider.headers, ...this.key.headers(provider) };
      enter(url.host, "the documents, redacted", sizeOf(Outgoing.textOf(body)));
      await send({ url, headers, body }, cancel, {
        begins: (code, retryAfter) => {
          [status, after] = [code, retryAfter];
          reply = this.core.openReply(provider.id, code);
        },
        bytes: (piece) => {
          reply!.feed(piece);
          state.progress.bytes += piece.length;
          this.#read(reply!);
        },
      });
      reply!.finish();
      const said = this.#read(reply!);
      if (said.end === "failed") {
        const failure = said.failure as Failure;
        if (passing.includes(failure) && state.progress.attempt < mostAttempts) {
          return after ?? 2 ** (state.progress.attempt - 1) + Math.random();
        }
        this.#failed(failure, status, said.words);
      } else if (said.end === "refused") this.#fail(refusedTrouble(this.key.without(said.words)));
      else if (said.end === "cut") this.#cut();
      else this.#answered(said.text, back);
      return null;
    } finally {
      (reply as Reply | null)?.drop();
    }
  }

  #read(reply: Reply) {
    const said = reply.state();
    Object.assign(this.state.progress, {
      text: said.text,
      tokensIn: said.tokensIn,
      tokensOut: said.tokensOut,
    });
    this.state.tell("progress");
    return said;
  }

  #failed(failure: Failure, status: number, words: string): void {
    const { choice } = this.state;
    const next = shapes[shapes.indexOf(choice.shape) + 1];
    const trouble = troubleOf(failure, providerOf(choice.dialect), status, this.key.without(words));
    if (failure === "shape" && next) this.state.choose({ shape: next });
    this.#fail(trouble);
  }

  #cut(): void {
    this.state.choose({ most: Math.min(this.state.choice.most * 2, mostTokens) });
    this.#fail(cutTrouble);
  }

  /** Judges an answer that came by another way than this page. */
  judgeText(text: string): void {
    if (this.state.busy || !this.state.prepared?.back || text.trim() === "") return;
    this.state.trouble = null;
    this.#answered(text, this.state.prepared.back);
  }

  #answered(text: string, back: WayBack): void {
    const files = this.store.state.docs.map(({ path, bytes, role }) => ({ path, bytes, role }));
    const options: Options = this.store.state.options;
    const proposal = this.core.judge(text, back, files, options);
    this.state.proposal = proposal ?? { summary: "", unsure: [], files: [], analysis: null, text };
    if (proposal) this.#phase("done");
    else this.#fail(unreadTrouble);
  }

  #fail(trouble: Trouble): void {
    this.state.trouble = trouble;
    this.#phase("failed");
  }

  #phase(phase: Phase): void {
    this.state.phase = phase;
    this.state.tell("phase");
  }

  async #rest(seconds: number, cancel: AbortSignal): Promise<void> {
    const until = Date.now() + Math.min(seconds, longestWait) * 1000;
    this.#phase("waiting");
    for (let left = until - Date.now(); left > 0; left = until - Date.now()) {
      this.state.progress.wait = Math.ceil(left / 1000);
      this.state.tell("progress");
      await new Promise<void>((done, fail) => {
        const timer = setTimeout(done, Math.min(left, 500));
        cancel.addEventListener("abort", () => (clearTimeout(timer), fail(cancel.reason)), {
          once: true,
        });
      });
      cancel.throwIfAborted();
    }
  }

  /** The names of the models that the provider lists. */
  async listModels(): Promise<void> {
    const { choice } = this.state;
    const provider = providerOf(choice.dialect);
    const base = readAddress(choice.address);
    if (typeof base === "string") return;
    const url = new URL(base.href.replace(/\/+$/, "") + provider.models.path);
    if (!narrowTo(url.origin)) return this.#fail(troubleOfError(null, provider, url));
    const parts: Uint8Array[] = [];
    let status = 0;
    try {
      enter(url.host, "a request for its models", 0);
      const headers = { ...provider.headers, ...this.key.headers(provider) };
      await send({ url, headers, body: null }, new AbortController().signal, {
        begins: (code) => (status = code),
        bytes: (piece) => parts.push(piece),
      });
      const text = await new Blob(parts as BlobPart[]).text();
      if (status === 200) this.state.models = modelsIn(text, provider.models);
      else this.#fail(this.#troubleOfList(status, text));
      this.state.tell("choice");
    } catch (error) {
      this.#fail(troubleOfError(error, provider, url));
    }
  }

  #troubleOfList(status: number, text: string): Trouble {
    const provider = providerOf(this.state.choice.dialect);
    const reply = this.core.openReply(provider.id, status);
    try {
      reply.feed(new TextEncoder().encode(text));
      reply.finish();
      const { failure, words } = reply.state();
      return troubleOf(failure as Failure, provider, status, this.key.without(words));
    } finally {
      reply.drop();
    }
  }
}

function modelsIn(text: string, { list, name }: { list: string; name: string }): string[] {
  try {
    const rows: unknown = JSON.parse(text)?.[list];
    if (!Array.isArray(rows)) return [];
    return rows
      .map((row) => row?.[name])
      .filter((value): value is string => typeof value === "string" && value.length < 200)
      .map((value) => value.replace(/^models\//, ""))
      .slice(0, 500);
  } catch {
    return [];
  }
}
