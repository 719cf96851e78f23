// How large the page is on its way to a browser. The module stands in it as text; it has a budget
// of its own and is counted apart, as the bytes that it is.
import { gzipSync } from "node:zlib";

/** Bytes, compressed. */
export const budgets = { page: 250_000, module: 400_000 };

const inPage = /(<script type="application\/octet-stream" id="module">)[^<]*/;

export const gzipSize = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** A document without the module in it. */
export const gzipSizeBesideModule = (html) => {
  if (!inPage.test(html)) throw new Error("the page holds no module");
  return gzipSize(html.replace(inPage, "$1"));
};
