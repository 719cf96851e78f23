// The part of Markdown that the pages of checks and messages use, as elements. Never as markup.
import { h } from "./dom";

function inline(text: string): Node[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*|<https?:[^>]+>)/).flatMap((part): Node[] => {
    if (part === "") return [];
    if (part.startsWith("`")) return [h("code", {}, part.slice(1, -1))];
    if (part.startsWith("**")) return [h("strong", {}, part.slice(2, -2))];
    if (/^\*.+\*$/.test(part)) return [h("em", {}, part.slice(1, -1))];
    if (part.startsWith("<http")) return [h("span", { class: "address" }, part.slice(1, -1))];
    return [document.createTextNode(part)];
  });
}

const headings = ["h3", "h3", "h4", "h5"] as const;

function rowOf(line: string, tag: "th" | "td"): HTMLElement {
  const cells = line.replace(/^\||\|\s*$/g, "").split("|");
  return h("tr", {}, ...cells.map((cell) => h(tag, {}, ...inline(cell.trim()))));
}

const isRule = (line: string) => /^\|[\s|:-]+$/.test(line);

/** `until`: stops before the first heading that it matches. */
export function renderMarkdown(text: string, until?: RegExp): Node[] {
  const nodes: Node[] = [];
  let paragraph: string[] = [];
  let list: HTMLElement | null = null;
  let code: string[] | null = null;
  let table: HTMLElement | null = null;
  const flush = () => {
    table = null;
    if (paragraph.length > 0) nodes.push(h("p", {}, ...inline(paragraph.join(" "))));
    paragraph = [];
    list = null;
  };
  for (const line of text.split(/\r?\n/)) {
    const heading = /^(#{1,4}) (.*)$/.exec(line);
    if (code) {
      if (/^`{3,}\s*$/.test(line)) {
        nodes.push(h("pre", { tabindex: 0 }, code.join("\n")));
        code = null;
      } else code.push(line);
    } else if (/^`{3,}/.test(line)) {
      flush();
      code = [];
    } else if (heading) {
      if (until?.test(heading[2]!)) break;
      flush();
      nodes.push(h(headings[heading[1]!.length - 1]!, {}, ...inline(heading[2]!)));
    } else if (line.startsWith("|")) {
      if (isRule(line)) continue;
      if (table) (table as HTMLElement).append(rowOf(line, "td"));
      else {
        flush();
        table = h("table", {}, rowOf(line, "th"));
        nodes.push(table);
      }
    } else if (/^\s*[-*] /.test(line)) {
      if (!list) {
        flush();
        list = h("ul");
        nodes.push(list);
      }
      list.append(h("li", {}, ...inline(line.replace(/^\s*[-*] /, ""))));
    } else if (line.trim() === "") flush();
    else if (list && /^\s/.test(line)) list.lastElementChild!.append(" ", ...inline(line.trim()));
    else paragraph.push(line.trim());
  }
  flush();
  return nodes;
}
