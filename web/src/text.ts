// Bytes of a document as text, and back: a byte-order mark and the kind of line ends stay.
const mark = "\uFEFF";

export interface Spelling {
  hasMark: boolean;
  /** What joins lines. */
  lineEnd: "\n" | "\r\n";
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Lines of the text, joined by one character: as the editor counts. */
export function linesOf(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

export function spellingOf(bytes: Uint8Array, text: string): Spelling {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { hasMark, lineEnd: text.includes("\r\n") ? "\r\n" : "\n" };
}

/** `lines` in the spelling of the document that they are for. */
export function bytesOf(lines: string, { hasMark, lineEnd }: Spelling): Uint8Array {
  const text = lineEnd === "\n" ? lines : lines.replaceAll("\n", lineEnd);
  return new TextEncoder().encode(hasMark ? mark + text : text);
}

/** The one stretch in which two texts differ: from the first difference to the last. */
export function difference(before: string, after: string) {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from++;
  let same = 0;
  while (
    same < most - from &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  ) {
    same++;
  }
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}

/** Sentences of the core begin small, since they stand behind a code there. */
export const capital = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1);
