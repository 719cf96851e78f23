// A small host for rolecall.wasm: rolecall.h in the words of JavaScript, for Node and for a page.
//
//   const rolecall = new Rolecall(await WebAssembly.instantiate(module));
//   const answer = rolecall.analyse([{ path, bytes }], { fix: true }, ["json"]);
//
// The texts of `explain` are not in the module: they are what pageTexts of tools/generate/pages.mjs
// returns, and a second argument is the function that brings them when the first is asked for.

const roles = [
  "any", "execution-role", "task-role", "boundary", "scp", "parameters", "var-file",
];
const statuses = ["ok", "nomem", "limit", "arg"];
const restoreKinds = ["restored", "drifted", "near", "invented", "missing", "withheld"];
const shapes = ["schema", "json", "free"];
const replyEnds = ["open", "whole", "cut", "refused", "failed"];
const askParts = { body: 0, prompt: 1, model: 2 };
const summaryFields = [
  "errors",
  "warnings",
  "notes",
  "unknown",
  "recognised",
  "errorsLeft",
  "warningsLeft",
  "notesLeft",
  "changedFiles",
  "proofHolds",
];

// Names of pages are found in either case, and by nothing else that a locale thinks alike.
const fold = (name) => name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

function pagesByName(texts) {
  const parts = texts.flatMap(({ text, names }) =>
    Object.entries(names).map(([name, [from, to]]) => [fold(name), text.slice(from, to)]),
  );
  return new Map(parts);
}

export class Rolecall {
  #exports;
  #bringTexts;
  #pages = null;

  constructor(instance, pageTexts) {
    this.#exports = instance.exports;
    this.#bringTexts = pageTexts;
  }

  get version() {
    return this.#string(this.#exports.rolecall_wasm_version());
  }

  /**
   * Runs one analysis. `files`: [{ path, bytes, role? }]; `options`: { launchType, region,
   * account, fix, basic, removeFromTaskRole, color, quiet, commands, width, proposed }; `proposed`:
   * [{ path, bytes }] is judged instead of looking for a fix.
   * Returns { status, error, reports: { format: text }, summary,
   * changed: [{ path, bytes, isNew }] }.
   */
  analyse(files, options = {}, formats = ["json"]) {
    const scratch = [];
    const analysis = this.#start(options, scratch);
    try {
      let status = analysis === 0 ? "nomem" : "ok";
      for (const file of files) {
        if (status === "ok") status = this.#addFile(analysis, file, scratch);
      }
      for (const file of options.proposed ?? []) {
        if (status === "ok") status = this.#propose(analysis, file, scratch);
      }
      if (status === "ok") status = statuses[this.#exports.rolecall_wasm_run(analysis)];
      return this.#answer(analysis, status, options, formats, scratch);
    } finally {
      this.#exports.rolecall_wasm_drop(analysis);
      this.#release(scratch);
    }
  }

  /** The page of a check or message as Markdown; null if there is none. */
  page(code) {
    this.#pages ??= pagesByName(this.#bringTexts?.() ?? []);
    return this.#pages.get(fold(code)) ?? null;
  }

  /** All checks: [{ code, name, summary }]. */
  checks() {
    const out = this.#exports.rolecall_wasm_alloc(12);
    const list = [];
    while (this.#exports.rolecall_wasm_check_info(list.length, out)) {
      const [code, name, summary] = this.#words(out, 3).map((at) => this.#string(at));
      list.push({ code, name, summary });
    }
    this.#exports.rolecall_wasm_free(out);
    return list;
  }

  /**
   * Redacts `files`: [{ path, bytes }]; `options`: { words, keep, keepNames }. `use`, if given, is
   * called with { text, outgoing } while the redaction is there: `text(t)` redacts another text,
   * `outgoing(t)` is { bytes, leaks }, without bytes when something was found.
   * Returns { status, error, files: [{ oldPath, path, bytes, replaced }], found: [{ placeholder,
   * family, detector, count, isSecret }], kept, map }. The map holds the originals.
   */
  redact(files, options = {}, use = () => {}) {
    const scratch = [];
    const wasm = this.#exports;
    const list = (words) => this.#cString((words ?? []).map((w) => w + "\0").join(""), scratch);
    const redaction = wasm.rolecall_wasm_redaction_new(
      list(options.words),
      list(options.keep),
      options.keepNames ? 1 : 0,
    );
    try {
      let status = redaction === 0 ? "nomem" : "ok";
      for (const { path, bytes } of files) {
        if (status !== "ok") break;
        const at = this.#bytes(bytes, scratch);
        const name = this.#cString(path, scratch);
        status =
          statuses[wasm.rolecall_wasm_redaction_add_file(redaction, name, at, bytes.length)];
      }
      if (status === "ok") status = statuses[wasm.rolecall_wasm_redaction_run(redaction)];
      if (status !== "ok") {
        const error =
          redaction === 0 ? "" : this.#string(wasm.rolecall_wasm_redaction_error(redaction));
        return { status, error, files: [], found: [], kept: [], map: "" };
      }
      use(this.#redactionTools(redaction, scratch), redaction, scratch);
      return { status, error: "", ...this.#redacted(redaction, scratch) };
    } finally {
      wasm.rolecall_wasm_redaction_drop(redaction);
      this.#release(scratch);
    }
  }

  /**
   * Puts originals back. Returns { status, error, text, notes: [{ kind, start, end, placeholder,
   * family }] } with kinds restored, drifted, near, invented and missing.
   */
  restore(map, text) {
    const scratch = [];
    const wasm = this.#exports;
    const encode = (s) => new TextEncoder().encode(s);
    const mapBytes = encode(map);
    const textBytes = encode(text);
    const restorer = wasm.rolecall_wasm_restorer_new(
      this.#bytes(mapBytes, scratch),
      mapBytes.length,
    );
    try {
      if (restorer === 0) return { status: "nomem", error: "", text: "", notes: [] };
      const out = this.#allocate(8, scratch);
      const at = this.#bytes(textBytes, scratch);
      const status = statuses[wasm.rolecall_wasm_restore(restorer, at, textBytes.length, out)];
      const error = wasm.rolecall_wasm_restorer_error(restorer);
      if (status !== "ok") {
        return { status, error: error === 0 ? "" : this.#string(error), text: "", notes: [] };
      }
      return {
        status,
        error: "",
        text: this.#textAt(out),
        notes: this.#notes(restorer, scratch),
      };
    } finally {
      wasm.rolecall_wasm_restorer_drop(restorer);
      this.#release(scratch);
    }
  }

  #notes(restorer, scratch) {
    const out = this.#allocate(28, scratch);
    const notes = [];
    while (this.#exports.rolecall_wasm_restorer_note(restorer, notes.length, out)) {
      const [kind, start, end, placeholder, size, family, familySize] = this.#words(out, 7);
      notes.push({
        kind: restoreKinds[kind],
        start,
        end,
        placeholder: this.#text(placeholder, size),
        family: this.#text(family, familySize),
      });
    }
    return notes;
  }

  #redactionTools(redaction, scratch) {
    const wasm = this.#exports;
    const out = this.#allocate(16, scratch);
    const encode = (text) => new TextEncoder().encode(text);
    return {
      text: (given) => {
        const bytes = encode(given);
        const at = this.#bytes(bytes, scratch);
        wasm.rolecall_wasm_redaction_text(redaction, at, bytes.length, out);
        return this.#textAt(out);
      },
      outgoing: (given) => {
        const bytes = encode(given);
        const at = this.#bytes(bytes, scratch);
        const outgoing = wasm.rolecall_wasm_redaction_outgoing(redaction, at, bytes.length);
        return this.#checked(redaction, outgoing, out);
      },
    };
  }

  // What passed the last door, or what was found at it.
  #checked(redaction, outgoing, out) {
    const wasm = this.#exports;
    const leaks = [];
    while (wasm.rolecall_wasm_redaction_leak(redaction, leaks.length, out)) {
      const [start, end, detector, encoding] = this.#words(out, 4);
      leaks.push({
        start,
        end,
        detector: this.#string(detector),
        encoding: this.#string(encoding),
      });
    }
    if (outgoing === 0) return { bytes: null, leaks };
    wasm.rolecall_wasm_outgoing_bytes(outgoing, out);
    return { bytes: this.#textAt(out), leaks };
  }

  /**
   * Writes a request to a language model. `files`, `options` as for analyse, `redaction` as for
   * redact; `request`: { dialect, model, address, fence, shape, stream, most } with a random BigInt
   * as fence, shape "schema", "json" or "free", most the tokens of the answer.
   * Returns { status, error, found, address, body, prompt, model, back }: body, prompt and model
   * are { bytes, leaks }, without bytes when something was found. `back` leads to the originals.
   */
  ask(files, options, redaction, request) {
    const parts = { address: "", body: null, prompt: null, model: null };
    let failed = null;
    const done = this.redact(files, redaction, (tools, handle, scratch) => {
      failed = this.#ask({ files, options, request, tools, handle, scratch }, parts);
    });
    const { status, error } = failed ?? done;
    return { status, error, found: done.found, ...parts, back: { files, redaction } };
  }

  // Null, or { status, error }.
  #ask(asked, parts) {
    const wasm = this.#exports;
    const { request, tools, handle, scratch } = asked;
    const asking = wasm.rolecall_wasm_asking_new();
    const analysis = this.#start(this.#redactedOptions(asked), scratch);
    try {
      const looked = asking === 0 || analysis === 0 ? "nomem" : this.#look(analysis, asked);
      if (looked !== "ok") {
        const error = analysis === 0 ? "" : this.#string(wasm.rolecall_wasm_error(analysis));
        return { status: looked, error };
      }
      const written = this.#write(asking, analysis, asked);
      if (written !== "ok") {
        return { status: written, error: this.#string(wasm.rolecall_wasm_asking_error(asking)) };
      }
      const out = this.#allocate(16, scratch);
      for (const [name, part] of Object.entries(askParts)) {
        const outgoing = wasm.rolecall_wasm_ask_outgoing(asking, handle, part);
        parts[name] = this.#checked(handle, outgoing, out);
      }
      if (request.model === "") parts.model = tools.outgoing("");
      parts.address = this.#string(wasm.rolecall_wasm_ask_address(asking));
      return null;
    } finally {
      wasm.rolecall_wasm_drop(analysis);
      wasm.rolecall_wasm_asking_drop(asking);
    }
  }

  #write(asking, analysis, { request, handle, scratch }) {
    const status = this.#exports.rolecall_wasm_ask(
      asking,
      handle,
      analysis,
      this.#cString(request.dialect, scratch),
      this.#cString(request.model, scratch),
      this.#cString(request.address, scratch),
      BigInt.asUintN(64, request.fence),
      shapes.indexOf(request.shape),
      request.stream ? 1 : 0,
      request.most,
    );
    return statuses[status];
  }

  // An account is redacted where it stands as one: in an ARN.
  #redactedOptions({ options, tools }) {
    const { launchType, region, account } = options;
    if (!account) return { launchType, region };
    const arn = tools.text(`arn:aws:iam::${account}:root`);
    return { launchType, region, account: arn.split(":")[4] };
  }

  // Runs the analysis over the redacted files.
  #look(analysis, { files, handle, scratch }) {
    const wasm = this.#exports;
    const roleOf = new Map(files.map(({ path, role }) => [path, role]));
    const out = this.#allocate(20, scratch);
    let status = 0;
    for (let i = 0; status === 0 && wasm.rolecall_wasm_redaction_file(handle, i, out); i++) {
      const [oldPath, path, bytes, size] = this.#words(out, 4);
      const role = roles.indexOf(roleOf.get(this.#string(oldPath)) ?? "any");
      status = wasm.rolecall_wasm_add_file(analysis, path, bytes, size, role);
    }
    return statuses[status === 0 ? wasm.rolecall_wasm_run(analysis) : status];
  }

  /**
   * The response to a request in this dialect. `feed` takes the body in pieces of any size,
   * `finish` ends it; `state()` is { end, failure, text, words, tokensIn, tokensOut }; `drop`
   * frees.
   */
  openReply(dialect, status) {
    const wasm = this.#exports;
    const scratch = [];
    const reply = wasm.rolecall_wasm_reply_new(this.#cString(dialect, scratch), status);
    this.#release(scratch);
    if (reply === 0) throw new Error("no such dialect, or no memory left");
    return {
      feed: (bytes) => {
        const block = [];
        wasm.rolecall_wasm_reply_feed(reply, this.#bytes(bytes, block), bytes.length);
        this.#release(block);
      },
      finish: () => void wasm.rolecall_wasm_reply_finish(reply),
      state: () => this.#said(reply),
      drop: () => wasm.rolecall_wasm_reply_drop(reply),
    };
  }

  #said(reply) {
    const scratch = [];
    const out = this.#allocate(32, scratch);
    this.#exports.rolecall_wasm_reply_get(reply, out);
    const [end, failure, text, size, words, wordsSize, tokensIn, tokensOut] = this.#words(out, 8);
    const said = {
      end: replyEnds[end],
      failure: this.#string(failure),
      text: this.#text(text, size),
      words: this.#text(words, wordsSize),
      tokensIn,
      tokensOut,
    };
    this.#release(scratch);
    return said;
  }

  /**
   * What an answer proposes, with originals put back; `back` is that of the request. Returns
   * { found, summary, unsure, files: [{ path, content, notes: [{ kind, start, end, placeholder,
   * family, written }] }] }.
   */
  readAnswer(text, back) {
    const answer = { found: false, summary: "", unsure: [], files: [] };
    this.redact(back.files, back.redaction, (tools, handle, scratch) => {
      const wasm = this.#exports;
      const bytes = new TextEncoder().encode(text);
      const at = this.#bytes(bytes, scratch);
      const read = wasm.rolecall_wasm_answer_new(handle, at, bytes.length);
      if (read === 0) return;
      try {
        this.#readParts(read, scratch, answer);
      } finally {
        wasm.rolecall_wasm_answer_drop(read);
      }
    });
    return answer;
  }

  #readParts(read, scratch, answer) {
    const wasm = this.#exports;
    const out = this.#allocate(36, scratch);
    answer.found = wasm.rolecall_wasm_answer_summary(read, out) !== 0;
    answer.summary = this.#textAt(out);
    while (wasm.rolecall_wasm_answer_unsure(read, answer.unsure.length, out)) {
      answer.unsure.push(this.#textAt(out));
    }
    while (wasm.rolecall_wasm_answer_file(read, answer.files.length, out)) {
      const [path, bytes, size] = this.#words(out, 3);
      const file = { path: this.#string(path), content: this.#text(bytes, size), notes: [] };
      while (wasm.rolecall_wasm_answer_note(read, answer.files.length, file.notes.length, out)) {
        const [kind, start, end, ...texts] = this.#words(out, 9);
        file.notes.push({
          kind: restoreKinds[kind],
          start,
          end,
          placeholder: this.#text(texts[0], texts[1]),
          family: this.#text(texts[2], texts[3]),
          written: this.#text(texts[4], texts[5]),
        });
      }
      answer.files.push(file);
    }
  }

  #redacted(redaction, scratch) {
    const wasm = this.#exports;
    const out = this.#allocate(32, scratch);
    const files = [];
    while (wasm.rolecall_wasm_redaction_file(redaction, files.length, out)) {
      const [oldPath, path, bytes, size, replaced] = this.#words(out, 5);
      files.push({
        oldPath: this.#string(oldPath),
        path: this.#string(path),
        bytes: new Uint8Array(wasm.memory.buffer, bytes, size).slice(),
        replaced,
      });
    }
    const found = [];
    while (wasm.rolecall_wasm_redaction_entry(redaction, found.length, out)) {
      const [, , placeholder, size, family, detector, count, isSecret] = this.#words(out, 8);
      found.push({
        placeholder: this.#text(placeholder, size),
        family: this.#string(family),
        detector: this.#string(detector),
        count,
        isSecret: isSecret !== 0,
      });
    }
    const kept = [];
    for (;;) {
      const word = wasm.rolecall_wasm_redaction_kept_word(redaction, kept.length);
      if (word === 0) break;
      kept.push(this.#string(word));
    }
    const status = wasm.rolecall_wasm_redaction_map(redaction, out);
    return { files, found, kept, map: status === 0 ? this.#textAt(out) : "" };
  }

  #bytes(bytes, scratch) {
    const at = this.#allocate(Math.max(bytes.length, 1), scratch);
    new Uint8Array(this.#exports.memory.buffer, at, bytes.length).set(bytes);
    return at;
  }

  #text(at, size) {
    const bytes = new Uint8Array(this.#exports.memory.buffer, at, size);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  }

  #start(options, scratch) {
    const text = (value) => (value ? this.#cString(value, scratch) : 0);
    const flags =
      (options.fix ? 1 : 0) | (options.basic ? 2 : 0) | (options.removeFromTaskRole ? 4 : 0);
    return this.#exports.rolecall_wasm_new(
      text(options.launchType),
      text(options.region),
      text(options.account),
      flags,
    );
  }

  #addFile(analysis, { path, bytes, role = "any" }, scratch) {
    const at = this.#bytes(bytes, scratch);
    const name = this.#cString(path, scratch);
    const number = roles.indexOf(role);
    return statuses[
      this.#exports.rolecall_wasm_add_file(analysis, name, at, bytes.length, number)
    ];
  }

  #propose(analysis, { path, bytes }, scratch) {
    const at = this.#bytes(bytes, scratch);
    const name = this.#cString(path, scratch);
    return statuses[this.#exports.rolecall_wasm_propose(analysis, name, at, bytes.length)];
  }

  #answer(analysis, status, options, formats, scratch) {
    const answer = { status, error: "", reports: {}, summary: {}, changed: [] };
    if (status === "ok") {
      for (const format of formats) {
        answer.reports[format] = this.#report(analysis, format, options, scratch);
      }
      answer.summary = this.#summary(analysis, scratch);
      answer.changed = this.#changed(analysis, scratch);
    } else if (analysis !== 0) {
      answer.error = this.#string(this.#exports.rolecall_wasm_error(analysis));
    }
    return answer;
  }

  #report(analysis, format, options, scratch) {
    const flags = (options.color ? 1 : 0) | (options.quiet ? 2 : 0) | (options.commands ? 4 : 0);
    const name = this.#cString(format, scratch);
    const out = this.#allocate(8, scratch);
    const status = this.#exports.rolecall_wasm_report(
      analysis,
      name,
      flags,
      options.width ?? 0,
      out,
    );
    if (status !== 0) throw new Error(this.#string(this.#exports.rolecall_wasm_error(analysis)));
    return this.#textAt(out);
  }

  #summary(analysis, scratch) {
    const out = this.#allocate(4 * summaryFields.length, scratch);
    this.#exports.rolecall_wasm_summary(analysis, out);
    const words = this.#words(out, summaryFields.length);
    const summary = Object.fromEntries(summaryFields.map((name, i) => [name, words[i]]));
    return { ...summary, proofHolds: summary.proofHolds !== 0 };
  }

  #changed(analysis, scratch) {
    const out = this.#allocate(16, scratch);
    const list = [];
    while (this.#exports.rolecall_wasm_changed_file(analysis, list.length, out)) {
      const [path, bytes, size, isNew] = this.#words(out, 4);
      const copy = new Uint8Array(this.#exports.memory.buffer, bytes, size).slice();
      list.push({ path: this.#string(path), bytes: copy, isNew: isNew !== 0 });
    }
    return list;
  }

  #allocate(size, scratch) {
    const at = this.#exports.rolecall_wasm_alloc(size);
    if (at === 0) throw new Error("the module has no memory left");
    scratch.push({ at, size });
    return at;
  }

  // What went in may be secret: it is overwritten before it is given back.
  #release(scratch) {
    for (const { at, size } of scratch) {
      new Uint8Array(this.#exports.memory.buffer, at, size).fill(0);
      this.#exports.rolecall_wasm_free(at);
    }
  }

  #cString(text, scratch) {
    const bytes = new TextEncoder().encode(text + "\0");
    const at = this.#allocate(bytes.length, scratch);
    new Uint8Array(this.#exports.memory.buffer, at, bytes.length).set(bytes);
    return at;
  }

  #words(at, count) {
    return [...new Uint32Array(this.#exports.memory.buffer, at, count)];
  }

  // { const char *text; uint32_t size; }
  #textAt(at) {
    const [text, size] = this.#words(at, 2);
    return this.#text(text, size);
  }

  #string(at) {
    const memory = new Uint8Array(this.#exports.memory.buffer);
    return new TextDecoder().decode(memory.subarray(at, memory.indexOf(0, at)));
  }
}
