// A small host for rolecall.wasm: rolecall.h in the words of JavaScript, for Node and for a page.
//
//   const rolecall = new Rolecall(await WebAssembly.instantiate(module));
//   const answer = rolecall.analyse([{ path, bytes }], { fix: true }, ["json"]);

const roles = ["any", "execution-role", "task-role", "boundary", "scp"];
const statuses = ["ok", "nomem", "limit", "arg"];
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

export class Rolecall {
  #exports;

  constructor(instance) {
    this.#exports = instance.exports;
  }

  get version() {
    return this.#string(this.#exports.rolecall_wasm_version());
  }

  /**
   * Runs one analysis. `files`: [{ path, bytes, role? }]; `options`: { launchType, region,
   * account, fix, basic, removeFromTaskRole, color, quiet, commands, width }.
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
      if (status === "ok") status = statuses[this.#exports.rolecall_wasm_run(analysis)];
      return this.#answer(analysis, status, options, formats, scratch);
    } finally {
      this.#exports.rolecall_wasm_drop(analysis);
      scratch.forEach((block) => this.#exports.rolecall_wasm_free(block));
    }
  }

  /** The page of a check or message as Markdown; null if there is none. */
  page(code) {
    const scratch = [];
    const out = this.#allocate(8, scratch);
    this.#exports.rolecall_wasm_page(this.#cString(code, scratch), out);
    const page = this.#textAt(out);
    scratch.forEach((block) => this.#exports.rolecall_wasm_free(block));
    return page === "" ? null : page;
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
    const at = this.#allocate(Math.max(bytes.length, 1), scratch);
    new Uint8Array(this.#exports.memory.buffer, at, bytes.length).set(bytes);
    const name = this.#cString(path, scratch);
    const number = roles.indexOf(role);
    return statuses[
      this.#exports.rolecall_wasm_add_file(analysis, name, at, bytes.length, number)
    ];
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
    scratch.push(at);
    return at;
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
    return new TextDecoder().decode(new Uint8Array(this.#exports.memory.buffer, text, size));
  }

  #string(at) {
    const memory = new Uint8Array(this.#exports.memory.buffer);
    return new TextDecoder().decode(memory.subarray(at, memory.indexOf(0, at)));
  }
}
