// What the page knows, and who wants to hear of changes. One writer at a time; panels only read.
import type { Analysis, FileRole, Options } from "./engine";

/** A document as pasted, dropped or edited. The bytes count; text is what the editor shows. */
export interface Doc {
  readonly id: number;
  path: string;
  bytes: Uint8Array;
  /** What the file is for, when its content and folder do not tell. */
  role: FileRole;
}

export interface State {
  docs: Doc[];
  /** Id of the document in the editor; 0: none. */
  current: number;
  options: Options;
  /** The last answer; stays while a newer one is on its way. */
  analysis: Analysis | null;
  /** True from an edit until the answer to it is here. */
  pending: boolean;
  /** The editor shows what would leave instead of what is there. */
  showRedacted: boolean;
}

/** "answer": the sentence can be said; "analysis": the same answer, once that was painted. */
export type Change = "docs" | "current" | "options" | "answer" | "analysis" | "redaction";
type Listener = (state: Readonly<State>, change: Change) => void;

export class Store {
  readonly state: State = {
    docs: [],
    current: 0,
    options: {},
    analysis: null,
    pending: false,
    showRedacted: false,
  };
  readonly #listeners: Listener[] = [];
  #lastId = 0;

  /** `first`: before everybody who listens already. */
  listen(listener: Listener, first = false): void {
    if (first) this.#listeners.unshift(listener);
    else this.#listeners.push(listener);
  }

  tell(change: Change): void {
    for (const listener of this.#listeners) listener(this.state, change);
  }

  doc(id = this.state.current): Doc | undefined {
    return this.state.docs.find((doc) => doc.id === id);
  }

  docAt(path: string): Doc | undefined {
    return this.state.docs.find((doc) => doc.path === path);
  }

  /** Adds a document and opens it; one with the same path is replaced. */
  add(path: string, bytes: Uint8Array, role: FileRole = "any"): Doc {
    const known = this.docAt(path);
    const doc: Doc = known ?? { id: ++this.#lastId, path, bytes, role };
    if (known) Object.assign(known, { bytes, role });
    else this.state.docs.push(doc);
    this.state.current = doc.id;
    this.tell("docs");
    return doc;
  }

  #put(files: { path: string; bytes: Uint8Array }[]): void {
    for (const { path, bytes } of files) {
      const known = this.docAt(path);
      if (known) known.bytes = bytes;
      else this.state.docs.push({ id: ++this.#lastId, path, bytes, role: "any" });
    }
  }

  /** Adds several documents at once and opens the first of them. */
  addAll(files: { path: string; bytes: Uint8Array }[]): void {
    this.#put(files);
    this.state.current = this.docAt(files[0]?.path ?? "")?.id ?? this.state.current;
    this.tell("docs");
  }

  /** Puts changed files in, without opening another document. */
  apply(files: { path: string; bytes: Uint8Array }[]): void {
    this.#put(files);
    this.tell("docs");
  }

  /** Replaces everything: a sample, a shared link. Opens the task definition, else the first. */
  replaceAll(files: { path: string; bytes: Uint8Array; role?: FileRole }[]): void {
    this.state.docs = files.map(({ path, bytes, role = "any" }) => ({
      id: ++this.#lastId,
      path,
      bytes,
      role,
    }));
    const first = this.state.docs.find(({ path }) => /task-?def/i.test(path)) ?? this.state.docs[0];
    this.state.current = first?.id ?? 0;
    this.tell("docs");
  }

  remove(id: number): void {
    const at = this.state.docs.findIndex((doc) => doc.id === id);
    if (at < 0) return;
    this.state.docs.splice(at, 1);
    if (this.state.current === id) {
      this.state.current = this.state.docs[Math.min(at, this.state.docs.length - 1)]?.id ?? 0;
    }
    this.tell("docs");
  }

  open(id: number): void {
    if (this.state.current === id) return;
    this.state.current = id;
    this.tell("current");
  }

  setOptions(options: Options): void {
    this.state.options = options;
    this.tell("options");
  }

  /** A name that no document has yet: pasted.json, pasted-2.json ... */
  freePath(stem: string, extension: string): string {
    for (let i = 1; ; i++) {
      const path = `${stem}${i > 1 ? `-${i}` : ""}${extension}`;
      if (!this.docAt(path)) return path;
    }
  }
}
