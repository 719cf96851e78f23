// JSON on a few long lines, broken into short ones: only the space between its parts changes.
const part = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+|"[^]*|\s+/g;

const isJson = (text: string) => /^\s*[[{]/.test(text);

/** It would be easier to read. */
export function wantsLayout(text: string): boolean {
  return isJson(text) && /[^\n]{400}/.test(text.slice(0, 100_000));
}

export function layOut(text: string): string {
  const out: string[] = [];
  let depth = 0;
  let isOpen = false; // the last part opened a list or an object
  const line = () => out.push("\n", "  ".repeat(Math.max(depth, 0)));
  for (const [found] of text.matchAll(part)) {
    if (found.trim() === "") continue;
    const closes = found === "}" || found === "]";
    if (closes) depth--;
    if (closes ? !isOpen : isOpen) line();
    out.push(found === ":" ? ": " : found);
    isOpen = found === "{" || found === "[";
    if (isOpen) depth++;
    if (found === ",") line();
  }
  return `${out.join("")}\n`;
}
