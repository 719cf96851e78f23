// The core behind one function. Instantiated once; the same code runs in the page and in a worker.
import { Rolecall } from "../../tools/wasm_host.mjs";
import type { Report } from "./report";

export type FileRole = "any" | "execution-role" | "task-role" | "boundary" | "scp";

export interface InputFile {
  path: string;
  bytes: Uint8Array;
  role?: FileRole;
}

export interface Options {
  launchType?: string;
  region?: string;
  account?: string;
  basic?: boolean;
  removeFromTaskRole?: boolean;
}

export interface ChangedFile {
  path: string;
  bytes: Uint8Array;
  isNew: boolean;
}

export interface Analysis {
  /** "ok", or why there is no report; then `error` says it. */
  status: "ok" | "nomem" | "limit" | "arg";
  error: string;
  /** What `rolecall fix --format json` prints: findings, fixes and their proof. */
  report: Report | null;
  changed: ChangedFile[];
  milliseconds: number;
}

export interface CheckInfo {
  code: string;
  name: string;
  summary: string;
}

/** Turns the module's bytes into an engine. The module imports nothing, so there is nothing that
 *  it could reach. */
export async function openEngine(module: BufferSource): Promise<Engine> {
  const { instance } = await WebAssembly.instantiate(module, {});
  return new Engine(new Rolecall(instance));
}

export class Engine {
  readonly #core: any;

  constructor(core: any) {
    this.#core = core;
  }

  get version(): string {
    return this.#core.version;
  }

  analyse(files: InputFile[], options: Options): Analysis {
    const start = performance.now();
    const answer = this.#core.analyse(files, { ...options, fix: true }, ["json"]);
    const json: string | undefined = answer.reports.json;
    return {
      status: answer.status,
      error: answer.error,
      report: json ? (JSON.parse(json) as Report) : null,
      changed: answer.changed,
      milliseconds: performance.now() - start,
    };
  }

  /** The page of a check or message, as Markdown. */
  page(code: string): string | null {
    return this.#core.page(code);
  }

  checks(): CheckInfo[] {
    return this.#core.checks();
  }
}
