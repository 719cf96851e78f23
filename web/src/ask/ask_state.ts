// What the asking part knows. The documents and their analysis are the store's.
import type { Analysis, ChangedFile, Entry } from "../engine";
import type { WayBack } from "./core";
import type { Leak, Outgoing } from "./outgoing";
import type { Dialect } from "./providers";

/** How the shape of the answer is asked for; who cannot do one is asked by the next. */
export const shapes = ["schema", "json", "free"] as const;
export type Shape = (typeof shapes)[number];

export interface Choice {
  dialect: Dialect;
  address: string;
  model: string;
  stream: boolean;
  shape: Shape;
  /** Tokens that the answer may have. */
  most: number;
}

/** What would be sent now. */
export interface Prepared {
  /** Empty, or why nothing can be sent. */
  error: string;
  leaks: Leak[];
  /** Where it goes, the model's name included where the dialect wants it there. */
  url: URL | null;
  body: Outgoing | null;
  /** The same for people who carry it over themselves. */
  prompt: Outgoing | null;
  found: Entry[];
  /** The way back. It holds originals and never leaves. */
  back: WayBack | null;
}

export interface PlaceNote {
  kind: "restored" | "drifted" | "near" | "invented" | "missing" | "withheld";
  placeholder: string;
  family: string;
  /** As it stands in the answer. */
  written: string;
}

export interface ProposedFile extends ChangedFile {
  notes: PlaceNote[];
  /** What the file would do without the others; null when it is the only one. */
  alone: Analysis | null;
}

export interface Proposal {
  summary: string;
  unsure: string[];
  files: ProposedFile[];
  /** The verdict of the core on all files together; null: there is none to judge. */
  analysis: Analysis | null;
  /** The answer as it came. */
  text: string;
}

/** What stands in the way, and what to do about it. */
export interface Trouble {
  title: string;
  advice: string[];
  /** Words of the provider: shown as what they are. */
  words: string;
}

export type Phase = "idle" | "asking" | "waiting" | "done" | "failed" | "cancelled";

export interface Progress {
  started: number;
  bytes: number;
  text: string;
  attempt: number;
  /** Seconds until the next attempt. */
  wait: number;
  tokensIn: number;
  tokensOut: number;
}

export type AskChange = "choice" | "prepared" | "phase" | "progress" | "key";

export class AskState {
  choice: Choice = {
    dialect: "anthropic",
    address: "",
    model: "",
    stream: true,
    shape: "schema",
    most: 8192,
  };
  prepared: Prepared | null = null;
  phase: Phase = "idle";
  progress: Progress = {
    started: 0,
    bytes: 0,
    text: "",
    attempt: 0,
    wait: 0,
    tokensIn: 0,
    tokensOut: 0,
  };
  proposal: Proposal | null = null;
  trouble: Trouble | null = null;
  models: string[] = [];
  readonly #listeners: ((change: AskChange) => void)[] = [];

  listen(listener: (change: AskChange) => void): void {
    this.#listeners.push(listener);
  }

  tell(change: AskChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  choose(part: Partial<Choice>): void {
    Object.assign(this.choice, part);
    this.tell("choice");
  }

  get busy(): boolean {
    return this.phase === "asking" || this.phase === "waiting";
  }
}
