// What would leave this page, and what the person decided about it. Asked for when somebody looks, and
// remembered until a document or a decision changes.
import type { Engine, Entry, InputFile, Leak, Redaction, RedactionOptions } from "./engine";
import type { Doc, Store } from "./store";

export class Redactor {
  /** Originals that the person decided to share. */
  readonly shared = new Map<string, Entry>();
  /** Placeholders whose originals are shown to the person, on this screen only. */
  readonly looked = new Set<string>();
  words: string[] = [];
  keepNames = false;
  #last: Redaction | null = null;

  constructor(
    private readonly store: Store,
    private readonly engine: Engine,
  ) {
    store.listen((_state, change) => {
      if (change !== "docs") return;
      this.#last = null;
      this.looked.clear();
      if (store.state.docs.length === 0) this.shared.clear();
    });
  }

  get #files(): InputFile[] {
    return this.store.state.docs.map(({ path, bytes }) => ({ path, bytes }));
  }

  get options(): RedactionOptions {
    return { words: this.words, keep: [...this.shared.keys()], keepNames: this.keepNames };
  }

  now(): Redaction {
    return (this.#last ??= this.engine.redact(this.#files, this.options));
  }

  /** The redacted text of a document, and what stands in it. */
  textOf(doc: Doc): { path: string; text: string; replaced: number } {
    const file = this.now().files.find(({ oldPath }) => oldPath === doc.path);
    if (!file) return { path: doc.path, text: "", replaced: 0 };
    return { path: file.path, text: new TextDecoder().decode(file.bytes), replaced: file.replaced };
  }

  /** The redacted documents, with what each is for. */
  files(): InputFile[] {
    return this.now().files.map(({ oldPath, path, bytes }) => ({
      path,
      bytes,
      role: this.store.docAt(oldPath)?.role ?? "any",
    }));
  }

  leaksOf(text: string): Leak[] {
    return this.engine.leaksOf(text, this.#files, this.options);
  }

  /** Changes what is decided; everybody who shows it hears of it. */
  decide(change: () => void): void {
    change();
    this.#last = null;
    this.store.tell("redaction");
  }

  share(entries: Entry[]): void {
    this.decide(() => entries.forEach((entry) => this.shared.set(entry.original, entry)));
  }

  hide(originals: string[]): void {
    this.decide(() => originals.forEach((original) => this.shared.delete(original)));
  }
}

/** `text` in its order: what stands between placeholders, and the entry of each placeholder. */
export function piecesOf(text: string, entries: Entry[]): (string | Entry)[] {
  if (entries.length === 0) return text === "" ? [] : [text];
  const byPlaceholder = new Map(entries.map((entry) => [entry.placeholder, entry]));
  const longestFirst = [...byPlaceholder.keys()].sort((a, b) => b.length - a.length);
  const escaped = longestFirst.map((one) => one.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  return text
    .split(new RegExp(`(${escaped.join("|")})`))
    .map((part, i) => (i % 2 ? byPlaceholder.get(part)! : part))
    .filter((part) => part !== "");
}
