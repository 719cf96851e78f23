// When to ask the core: soon after the last change, small input at once, large input in a worker,
// and never an old answer over a newer one.
import { byId } from "./dom";
import type { Analysis, Engine, InputFile, Options } from "./engine";
import type { Store } from "./store";

/** Answered before anything else is drawn: the sentence is what somebody waits for. */
const firstBytes = 16 * 1024;
/** What the core answers well within a frame on any machine; more goes to the worker. */
const atOnceBytes = 64 * 1024;
const restMilliseconds = 60;

export interface WorkerRequest {
  sequence: number;
  files: InputFile[];
  options: Options;
}

export interface WorkerAnswer {
  sequence: number;
  analysis: Analysis;
}

/** A hidden tab paints nothing: there it is simply later. */
function afterPaint(then: () => void): void {
  if (document.hidden) setTimeout(then, 0);
  else requestAnimationFrame(() => setTimeout(then, 0));
}

export class Analyst {
  #sequence = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #worker: Worker | null = null;
  #busy = false;
  #next: WorkerRequest | null = null;

  constructor(
    private readonly store: Store,
    private readonly engine: Engine,
    private readonly startWorker: () => Worker,
  ) {
    store.listen((_state, change) => {
      if (change === "docs" || change === "options") this.#schedule();
    }, true);
    setTimeout(() => this.#warmUp(), 0);
  }

  /** The first run compiles what it reaches: better before somebody waits for it. */
  #warmUp(): void {
    const text = '{"family":"w","containerDefinitions":[{"name":"w","image":"w"}]}';
    this.engine.analyse([{ path: "w.json", bytes: new TextEncoder().encode(text) }], {});
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#sequence++; // an answer that is under way is stale from now on
    performance.mark("rolecall:input");
    this.store.state.pending = true;
    byId("answer").setAttribute("aria-busy", "true");
    const size = this.store.state.docs.reduce((sum, doc) => sum + doc.bytes.length, 0);
    if (size <= firstBytes) this.#runHere();
    else if (size <= atOnceBytes) this.#timer = setTimeout(() => this.#runHere(), 0);
    else this.#timer = setTimeout(() => this.#runThere(), restMilliseconds);
  }

  #files(): InputFile[] {
    return this.store.state.docs.map(({ path, bytes, role }) => ({ path, bytes, role }));
  }

  #runHere(): void {
    const sequence = ++this.#sequence;
    this.#settle(sequence, this.engine.analyse(this.#files(), this.store.state.options));
  }

  #runThere(): void {
    const sequence = ++this.#sequence;
    this.#next = { sequence, files: this.#files(), options: this.store.state.options };
    this.#worker ??= this.#openWorker();
    if (!this.#busy) this.#post();
  }

  /** One request at a time: while somebody types, the worker skips what is stale already. */
  #post(): void {
    this.#busy = this.#next !== null;
    if (this.#next) this.#worker?.postMessage(this.#next);
    this.#next = null;
  }

  #openWorker(): Worker {
    const worker = this.startWorker();
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => {
      this.#settle(data.sequence, data.analysis);
      this.#post();
    };
    worker.onerror = () => {
      this.#worker = null;
      this.#busy = false;
      this.#next = null;
      this.#runHere();
    };
    return worker;
  }

  #settle(sequence: number, analysis: Analysis): void {
    if (sequence !== this.#sequence) return;
    this.store.state.analysis = analysis;
    this.store.state.pending = false;
    this.store.tell("answer");
    performance.clearMeasures("rolecall:verdict");
    performance.measure("rolecall:verdict", "rolecall:input");
    afterPaint(() => {
      if (sequence !== this.#sequence) return;
      this.store.tell("analysis");
      byId("answer").setAttribute("aria-busy", "false");
    });
  }
}
