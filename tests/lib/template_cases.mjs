// The project's own templates and how each of them is broken. A folder of tests/templates is one
// template of one or more files; its breaks.txt stays outside of what is checked and says:
//
//   flags --region eu-west-1        options for every run on this template
//   open kms:Decrypt                calls that the template alone cannot decide
//   break token-scoped              one of the six kinds below
//   @ template.yaml                 a file to change, from its top
//   ~ GetToken                      go to the next line that holds this
//   -          Resource: "*"        lines that are taken away
//   +          Resource: !Ref Repo  lines that come instead, or behind the line gone to
//   = template.yaml | GetToken | Resource:   where the finding points, sought in the same way
//   = RC102 template.yaml | Secrets          the same with another code than the kind's own
//   restored                        a fix gives the template back, byte by byte
//   by-hand                         nothing is edited, and the finding says that a person has to
//
// A line of `# text` is a remark.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow, root } from "./cases.mjs";

export const templatesFolder = join(root, "tests/templates");

/** The six classic ways to break a launch, and the check that has to notice. */
export const kinds = {
  "role-removed": "RC101",
  "ecr-on-task-role": "RC103",
  "secret-dropped": "RC102",
  "trust-ec2": "RC301",
  "token-scoped": "RC104",
  "log-group-bare": "RC203",
};

const withoutReturn = (line) => line.replace(/\r$/, "");

/** A text's lines with a place in them that only moves downwards. */
class Lines {
  constructor(text) {
    this.end = text.includes("\r\n") ? "\r\n" : "\n";
    this.lines = text.split("\n").map(withoutReturn);
    this.at = 0;
    this.next = 0;
  }

  seek(part) {
    const found = this.lines.findIndex((line, i) => i >= this.next && line.includes(part));
    if (found < 0) throw new Error(`no line below ${this.next} holds ${JSON.stringify(part)}`);
    this.at = found;
    this.next = found + 1;
    return this;
  }

  replace(removed, added) {
    const fits = (i) => removed.every((line, k) => this.lines[i + k] === line);
    let start = this.next;
    if (removed.length > 0) {
      while (start < this.lines.length && !fits(start)) start++;
      if (start === this.lines.length) {
        throw new Error(`these lines do not stand below ${this.next}:\n${removed.join("\n")}`);
      }
    }
    this.lines.splice(start, removed.length, ...added);
    this.next = start + added.length;
  }

  text() {
    return this.lines.join(this.end);
  }
}

function readBreaks(text, name) {
  const template = { name, flags: [], open: [], breaks: [] };
  let edit = null; // what the next lines change: { path, steps }
  text.split("\n").forEach((line, i) => {
    const [word, ...rest] = line.split(" ");
    const tail = rest.join(" ");
    const last = template.breaks.at(-1);
    const steps = edit?.steps;
    if (line === "" || word === "#") return;
    if (word === "flags") template.flags = rest;
    else if (word === "open") template.open.push(...rest);
    else if (word === "break" && tail in kinds) {
      template.breaks.push({ kind: tail, edits: [], finds: [], restored: false, byHand: false });
    } else if (word === "@") last.edits.push((edit = { path: tail, steps: [] }));
    else if (word === "~") steps.push({ seek: tail });
    else if (word === "=") last.finds.push(tail);
    else if (word === "restored") last.restored = true;
    else if (word === "by-hand") last.byHand = true;
    else if (line[0] === "-" || line[0] === "+") {
      const open = steps.at(-1);
      const role = line[0] === "-" ? "removed" : "added";
      const goesOn = open?.removed && (role === "added" || open.added.length === 0);
      if (!goesOn) steps.push({ removed: [], added: [] });
      steps.at(-1)[role].push(line.slice(1));
    } else throw new Error(`${name}/breaks.txt:${i + 1}: not understood: ${line}`);
  });
  return template;
}

/** The files of a template with the edits of one break made. */
export function breakFiles(files, edits) {
  const broken = new Map(files.map(({ path, bytes }) => [path, bytes]));
  for (const { path, steps } of edits) {
    if (!broken.has(path)) throw new Error(`there is no ${path}`);
    const lines = new Lines(broken.get(path).toString("utf8"));
    for (const { seek, removed, added } of steps) {
      if (seek) lines.seek(seek);
      else lines.replace(removed, added);
    }
    broken.set(path, Buffer.from(lines.text()));
  }
  return [...broken].map(([path, bytes]) => ({ path, bytes }));
}

/** What a line of `=` says, worked out in the broken files: { code, path, line }. */
export function placeOf(files, kind, words) {
  const [head, ...anchors] = words.split(" | ");
  const parts = head.split(" ");
  const code = parts.length > 1 ? parts[0] : kinds[kind];
  const path = parts.at(-1);
  const lines = new Lines(files.find((file) => file.path === path).bytes.toString("utf8"));
  for (const anchor of anchors) lines.seek(anchor);
  return { code, path, line: lines.at + 1 };
}

/** [{ name, files, flags, open, breaks: [{ kind, edits, finds, restored, byHand }] }] */
export function ownTemplates() {
  return readdirSync(templatesFolder)
    .sort()
    .filter((name) => existsSync(join(templatesFolder, name, "breaks.txt")))
    .map((name) => {
      const folder = join(templatesFolder, name);
      const files = filesBelow(folder)
        .map((path) => ({ path: path.slice(folder.length + 1), bytes: readFileSync(path) }))
        .filter(({ path }) => path !== "breaks.txt");
      return { ...readBreaks(readFileSync(join(folder, "breaks.txt"), "utf8"), name), files };
    });
}
