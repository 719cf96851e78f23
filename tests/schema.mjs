// Every JSON report keeps the contract of docs/report.schema.json, and its edits do what they say.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import { allCases, applyEdits, Outcome, root, runCase, withFolder } from "./lib/cases.mjs";

const schema = JSON.parse(readFileSync(join(root, "docs/report.schema.json"), "utf8"));
const validate = new Ajv2020({ allErrors: true, strict: true }).compile(schema);
const outcome = new Outcome();

// Lines and columns (in characters) must be those of the byte offsets.
function checkLocation(where, location, files) {
  const bytes = files.find((f) => f.path === location.file)?.bytes;
  if (!bytes) return outcome.fault(`${where}: ${location.file} is no input`);
  for (const [offset, line, column] of [
    [location.start, location.line, location.column],
    [location.end, location.endLine, location.endColumn],
  ]) {
    const before = bytes.subarray(0, offset).toString("utf8").replace(/^\uFEFF/, "");
    const lines = before.split(/\r\n|\n|\r/);
    const [wantedLine, wantedColumn] = [lines.length, [...lines.at(-1)].length + 1];
    if (line !== wantedLine || column !== wantedColumn) {
      const wanted = `${wantedLine}:${wantedColumn}`;
      outcome.fault(
        `${where}: ${location.file} byte ${offset} is ${wanted}, not ${line}:${column}`,
      );
    }
  }
}

function* locationsIn(value) {
  if (value === null || typeof value !== "object") return;
  if ("endColumn" in value) yield value;
  else for (const child of Object.values(value)) yield* locationsIn(child);
}

function checkReport(tested, verb, text) {
  const where = `${tested.name}: ${verb}`;
  const report = JSON.parse(text);
  if (!validate(report)) {
    for (const { instancePath, message, params } of validate.errors) {
      outcome.fault(`${where}: ${instancePath} ${message} ${JSON.stringify(params)}`);
    }
    return;
  }
  checkEdits(where, tested.files, report.fixes);
  const changed = applyEdits(tested.files, report.fixes);
  const untouched = tested.files.filter((f) => !changed.some((c) => c.path === f.path));
  const { findingsAfter, ...before } = report;
  for (const location of locationsIn(before)) checkLocation(where, location, tested.files);
  for (const location of locationsIn(findingsAfter ?? [])) {
    checkLocation(`${where}, afterwards`, location, [...changed, ...untouched]);
  }
}

function checkEdits(where, files, fixes) {
  for (const { path, edits, new: isNew } of fixes) {
    const known = files.find((f) => f.path === path);
    if (isNew === Boolean(known)) outcome.fault(`${where}: ${path}: \`new\` is wrong`);
    edits.forEach(({ start, end }, i) => {
      const from = i === 0 ? 0 : edits[i - 1].end;
      if (start < from || end < start || end > (known?.bytes.length ?? 0)) {
        outcome.fault(`${where}: ${path}: edits overlap or reach beyond the file`);
      }
    });
  }
}

for (const tested of allCases()) {
  withFolder(tested.files, (folder) => {
    for (const verb of ["check", "fix"]) {
      const { stdout, stderr, status } = runCase(tested, verb, folder);
      outcome.checked();
      if (stdout === "") outcome.fault(`${tested.name}: ${verb} exits ${status}: ${stderr}`);
      else checkReport(tested, verb, stdout);
    }
  });
}
outcome.close("reports validated");
