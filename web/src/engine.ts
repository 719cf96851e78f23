// The core behind one function. Instantiated once; the same code runs in the page and in a worker.
import { Rolecall } from "../../tools/wasm_host.mjs";
import type { Report } from "./report";

/** A text that `rolecall explain` prints, and the part of it that each name stands for. */
export interface PageText {
  text: string;
  names: Record<string, [from: number, to: number]>;
}

export type FileRole =
  | "any"
  | "execution-role"
  | "task-role"
  | "boundary"
  | "scp"
  | "parameters"
  | "var-file";

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

export interface RedactionOptions {
  /** Names of customers, projects ...: replaced wherever they stand. */
  words?: string[];
  /** Values that stay as they are. */
  keep?: string[];
  /** Takes out secrets only. */
  keepNames?: boolean;
}

/** One original and what stands for it. */
export interface Entry {
  placeholder: string;
  original: string;
  family: string;
  detector: string;
  count: number;
  /** It gives access; otherwise it identifies. */
  isSecret: boolean;
}

export interface Redaction {
  status: Analysis["status"];
  error: string;
  files: { oldPath: string; path: string; bytes: Uint8Array; replaced: number }[];
  entries: Entry[];
  /** Words that had to stay because a wildcard cuts them. */
  kept: string[];
}

/** Why a text may not leave; never holds the value. */
export interface Leak {
  detector: string;
  encoding: string;
}

interface RedactionMap {
  entries: { placeholder: string; original: string }[];
}

export interface CheckInfo {
  code: string;
  name: string;
  summary: string;
}

/** Turns the module's bytes into an engine. The module imports nothing, so there is nothing that
 *  it could reach. */
export async function openEngine(
  module: BufferSource,
  pageTexts?: () => PageText[],
): Promise<Engine> {
  const { instance } = await WebAssembly.instantiate(module, {});
  return new Engine(new Rolecall(instance, pageTexts));
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
    return this.#run(files, { ...options, fix: true });
  }

  /** What it would mean if the files of `proposed` stood in `files`. */
  judge(files: InputFile[], options: Options, proposed: { path: string; bytes: Uint8Array }[]): Analysis {
    return this.#run(files, { ...options, proposed });
  }

  #run(files: InputFile[], options: object): Analysis {
    const start = performance.now();
    const answer = this.#core.analyse(files, options, ["json"]);
    const json: string | undefined = answer.reports.json;
    return {
      status: answer.status,
      error: answer.error,
      report: json ? (JSON.parse(json) as Report) : null,
      changed: answer.changed,
      milliseconds: performance.now() - start,
    };
  }

  redact(files: InputFile[], options: RedactionOptions): Redaction {
    const { status, error, files: redacted, found, kept, map } = this.#core.redact(files, options);
    const known = map ? (JSON.parse(map) as RedactionMap).entries : [];
    const originals = new Map(known.map(({ placeholder, original }) => [placeholder, original]));
    const entries = found.map((entry: Omit<Entry, "original">) => ({
      ...entry,
      original: originals.get(entry.placeholder) ?? "",
    }));
    return { status, error, files: redacted, entries, kept };
  }

  /** The last look at a text before it leaves: nothing of `files` and nothing secret may be in it. */
  leaksOf(text: string, files: InputFile[], options: RedactionOptions): Leak[] {
    let leaks: Leak[] = [];
    const look = (tools: { outgoing(text: string): { bytes: string | null; leaks: Leak[] } }) => {
      const { bytes, leaks: found } = tools.outgoing(text);
      leaks = bytes === null && found.length === 0 ? [{ detector: "memory", encoding: "" }] : found;
    };
    const { status } = this.#core.redact(files, options, look);
    return status === "ok" ? leaks : [{ detector: "redaction", encoding: "" }];
  }

  /** The page of a check or message, as Markdown; null where they were not handed in. */
  page(code: string): string | null {
    return this.#core.page(code);
  }

  checks(): CheckInfo[] {
    return this.#core.checks();
  }
}
