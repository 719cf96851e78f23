// A diff of two texts by lines, for display: longest common subsequence after cutting off what is
// equal at both ends, and hunks with three lines around.

export interface DiffLine {
  kind: "same" | "gone" | "new";
  text: string;
  /** Numbers in the old and new file, from 1; 0 where the line is not there. */
  before: number;
  after: number;
}

/** Beyond this many compared pairs the middle is shown as replaced whole. */
const tableLimit = 4_000_000;

function middle(a: string[], b: string[], skipped: number): DiffLine[] {
  const lines: DiffLine[] = [];
  const gone = (i: number) =>
    lines.push({ kind: "gone", text: a[i]!, before: skipped + i + 1, after: 0 });
  const added = (j: number) =>
    lines.push({ kind: "new", text: b[j]!, before: 0, after: skipped + j + 1 });
  if (a.length * b.length > tableLimit) {
    a.forEach((_line, i) => gone(i));
    b.forEach((_line, j) => added(j));
    return lines;
  }
  const row = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * row);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * row + j] =
        a[i] === b[j]
          ? longest[(i + 1) * row + j + 1]! + 1
          : Math.max(longest[(i + 1) * row + j]!, longest[i * row + j + 1]!);
    }
  }
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: "same", text: a[i]!, before: skipped + i + 1, after: skipped + j + 1 });
      [i, j] = [i + 1, j + 1];
    } else if (j === b.length || (i < a.length && longest[(i + 1) * row + j]! >= longest[i * row + j + 1]!)) {
      gone(i++);
    } else added(j++);
  }
  return lines;
}

export function diffLines(before: string, after: string): DiffLine[] {
  const a = before === "" ? [] : before.replace(/\r?\n$/, "").split(/\r?\n/);
  const b = after === "" ? [] : after.replace(/\r?\n$/, "").split(/\r?\n/);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const same = (i: number, j: number): DiffLine => ({ kind: "same", text: a[i]!, before: i + 1, after: j + 1 });
  return [
    ...a.slice(0, head).map((_line, i) => same(i, i)),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail), head),
    ...a.slice(a.length - tail).map((_line, i) => same(a.length - tail + i, b.length - tail + i)),
  ];
}

/** The changed lines with `around` lines of context; hunks that touch are one. */
export function hunks(lines: DiffLine[], around = 3): DiffLine[][] {
  const found: DiffLine[][] = [];
  let end = -1;
  lines.forEach((line, at) => {
    if (line.kind === "same") return;
    const from = Math.max(at - around, end);
    const to = Math.min(at + around + 1, lines.length);
    if (from > end || found.length === 0) found.push(lines.slice(Math.max(from, 0), to));
    else found.at(-1)!.push(...lines.slice(end, to));
    end = Math.max(end, to);
  });
  return found;
}
