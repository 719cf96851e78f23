// The network of a task as a picture: a row for each host that its launch needs, and on it what a
// packet meets on the way, one after the other, up to where it ends. Drawn as the roll call is.
import { h, prose, svg } from "./dom";
import { bold, edge, fitting, phaseWords, say, shorten } from "./picture";
import type { Cell } from "./reason";
import type { Finding, Hop, Host, Network, NetworkPath } from "./report";

/** Drawn of one task: more than anybody reads. */
export const mostHosts = 40;

const chipHeight = 28;
const lineHeight = 38;
const gap = 12;

const kinds: Record<string, string> = {
  place: "subnet",
  dns: "DNS",
  "security-group": "group",
  "network-acl": "ACL",
  route: "route",
  "internet-gateway": "internet",
  "nat-gateway": "NAT",
  endpoint: "endpoint",
  "endpoint-policy": "policy",
  "mount-target": "mount",
  beyond: "beyond",
};

const interfaces: Record<Network["interface"], string> = {
  task: "the task's own interface",
  instance: "the instance's interface",
  host: "the host outside of AWS",
  unknown: "an interface that the input does not tell",
};

interface Look {
  mark: string;
  word: string;
  ink: string;
  tint: string;
}

const good = { mark: "✓", ink: "var(--good)", tint: "transparent" };
const bad = { mark: "✗", ink: "var(--error)", tint: "var(--error-tint)" };
const open = { mark: "?", ink: "var(--unknown)", tint: "var(--unknown-tint)" };
const looks: Record<string, Look> = {
  reachable: { ...good, word: "reachable" },
  open: { ...good, word: "open" },
  blocked: { ...bad, word: "blocked" },
  unknown: { ...open, word: "unknown" },
};

/** Ways that differ in nothing but the names of what is met. */
interface Way {
  paths: NetworkPath[];
  hops: Hop[][];
}

function waysOf({ paths }: Host): Way[] {
  const ways = new Map<string, Way>();
  for (const path of paths) {
    const shape = path.hops.map(({ kind, answer }) => `${kind} ${answer}`).join();
    const key = path.answer === "reachable" ? shape : `${shape} ${path.from} ${ways.size}`;
    const way = ways.get(key) ?? { paths: [], hops: path.hops.map(() => []) };
    way.paths.push(path);
    path.hops.forEach((hop, i) => way.hops[i]!.push(hop));
    ways.set(key, way);
  }
  return [...ways.values()];
}

// ---- what a hop says ------------------------------------------------------------------------------

const sentenceOf = ({ id, text }: Hop) => (id ? `\`${id}\` ${text}` : text);

/** The findings whose place is that of the hop that stops the packet. */
function findingsOf(hops: Hop[], findings: Finding[]): Finding[] {
  const stops = hops.filter(({ answer, location }) => answer === "blocked" && location);
  return findings.filter(({ location: at }) =>
    stops.some(({ location }) => at && at.file === location!.file && at.start === location!.start),
  );
}

function wordsOf(hops: Hop[], findings: Finding[]): string[] {
  const met = [...new Set(hops.map(sentenceOf))];
  const missing = hops.flatMap((hop) => hop.missing ?? []);
  return [
    `${kinds[hops[0]!.kind] ?? hops[0]!.kind}: ${looks[hops[0]!.answer]!.word}`,
    ...met,
    ...findingsOf(hops, findings).map(({ code, message }) => `${code}: ${message}`),
    ...missing.map(({ what, command }) => (command ? `not shown: ${what}; \`${command}\` prints it` : `not shown: ${what}`)),
  ];
}

function contentsOf(hops: Hop[], findings: Finding[]): Node[] {
  const [first, ...more] = wordsOf(hops, findings);
  const tone = { open: "allowed", blocked: "implicitDeny", unknown: "unknown" }[hops[0]!.answer];
  return [
    h("p", { class: `said ${tone}` }, first!),
    ...more.map((words) => h("p", {}, prose(words))),
    ...(hops[0]!.location ? [h("p", { class: "faint" }, "Click or Enter: go to where it is described")] : []),
  ];
}

// ---- drawing --------------------------------------------------------------------------------------

interface Sheet {
  width: number;
  findings: Finding[];
  parts: SVGElement[];
  rows: Cell[][];
  y: number;
}

/** Text of any length, in as many lines as it needs. */
function write(sheet: Sheet, x: number, words: string, more: Record<string, string | number>): void {
  const most = fitting(sheet.width - x - edge, Number(more["font-size"]));
  let line = "";
  const flush = () => {
    if (line === "") return;
    sheet.parts.push(say(x, sheet.y + 12, line, more));
    sheet.y += 17;
    line = "";
  };
  for (const word of words.split(" ")) {
    const piece = shorten(word, most);
    if (line !== "" && line.length + 1 + piece.length > most) flush();
    line = line === "" ? piece : `${line} ${piece}`;
  }
  flush();
}

function chip(hops: Hop[], x: number, y: number, width: number): SVGElement {
  const look = looks[hops[0]!.answer]!;
  const isFine = hops[0]!.answer === "open";
  return svg(
    "g",
    { class: "cell hop" },
    svg("rect", {
      x, y, width, height: chipHeight, rx: 8,
      fill: look.tint, stroke: isFine ? "var(--line)" : look.ink, "stroke-width": isFine ? 1 : 1.5,
    }),
    say(x + width / 2, y + 18.5, `${look.mark} ${kinds[hops[0]!.kind] ?? hops[0]!.kind}`, {
      "text-anchor": "middle", fill: look.ink, "font-size": 12, "font-weight": isFine ? 400 : 600,
    }),
  );
}

/** The hops as a chain, on as many lines as they need. */
function drawChain(sheet: Sheet, { hops }: Way): void {
  const least = 82;
  const room = sheet.width - 2 * edge;
  const perLine = Math.max(2, Math.floor((room + gap) / (least + gap)));
  const width = least;
  const cells: Cell[] = [];
  hops.forEach((met, i) => {
    const column = i % perLine;
    const x = edge + column * (width + gap);
    if (column === 0 && i > 0) sheet.y += lineHeight;
    if (i > 0) {
      const end = column === 0 ? edge - 6 : x;
      const middle = sheet.y + chipHeight / 2;
      sheet.parts.push(
        svg("line", { x1: end - (column === 0 ? 0 : gap), x2: x, y1: middle, y2: middle, stroke: "var(--faint)" }),
      );
    }
    const element = chip(met, x, sheet.y, width);
    sheet.parts.push(element);
    cells.push({
      element,
      label: wordsOf(met, sheet.findings).join(", "),
      contents: () => contentsOf(met, sheet.findings),
      place: met[0]!.location,
      isFine: met[0]!.answer === "open",
    });
  });
  for (let i = 0; i < cells.length; i += perLine) sheet.rows.push(cells.slice(i, i + perLine));
  sheet.y += lineHeight;
}

const nameOf = ({ from, zone }: NetworkPath) => `${from ?? "an unknown subnet"}${zone ? ` (${zone})` : ""}`;

function drawWay(sheet: Sheet, way: Way): void {
  const small = { "font-size": 11, fill: "var(--soft)", "font-family": "var(--mono)" };
  write(sheet, edge, `from ${way.paths.map(nameOf).join(", ")}`, small);
  sheet.y += 4;
  drawChain(sheet, way);
  for (const met of way.hops.filter(([hop]) => hop!.answer !== "open")) {
    const look = looks[met[0]!.answer]!;
    const codes = findingsOf(met, sheet.findings).map(({ code }) => code);
    const commands = met.flatMap(({ missing }) => missing ?? []).map(({ command }) => command);
    const words = `${look.mark} ${sentenceOf(met[0]!)}`.replaceAll("`", "");
    write(sheet, edge, codes.length > 0 ? `${words} (${[...new Set(codes)].join(", ")})` : words, { "font-size": 12, fill: look.ink });
    for (const command of new Set(commands.filter(Boolean))) {
      write(sheet, edge + 14, command, { ...small, fill: "var(--ink)" });
    }
    sheet.y += 6;
  }
}

function drawHost(sheet: Sheet, host: Host): void {
  const look = looks[host.answer]!;
  const top = sheet.y;
  sheet.parts.push(svg("line", { x1: 0, x2: sheet.width, y1: top + 0.5, y2: top + 0.5, stroke: "var(--line)" }));
  const needed = host.required === "unknown" ? ", if needed" : "";
  const words = `${phaseWords[host.phase] ?? host.phase}${needed}: ${look.word}`;
  const most = fitting(sheet.width - 2 * edge - 22, 13, bold);
  sheet.parts.push(
    say(edge, top + 21, look.mark, { fill: look.ink, "font-size": 15, "font-weight": 600 }),
    say(edge + 20, top + 21, shorten(`${host.host}:${host.port}`, most), { "font-weight": 600 }),
    say(edge + 20, top + 38, words, { fill: look.ink, "font-size": 12 }),
  );
  sheet.y = top + 46;
  for (const way of waysOf(host)) drawWay(sheet, way);
  sheet.y += 4;
}

/** The picture, and its cells in rows. */
export function pathPicture(task: string, network: Network, findings: Finding[], available: number) {
  const width = Math.min(Math.max(Math.floor(available), 280), 760);
  const sheet: Sheet = { width, findings, parts: [], rows: [], y: 32 };
  for (const host of network.hosts.slice(0, mostHosts)) drawHost(sheet, host);
  const height = sheet.y + 4;
  const drawn = svg(
    "svg",
    {
      class: "picture paths",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "group",
      "aria-label": `Network paths of task ${task}`,
      "font-family": "var(--sans)",
    },
    svg("rect", {
      x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 12,
      fill: "var(--raised)", stroke: "var(--line)",
    }),
    say(edge, 21, shorten(`From ${interfaces[network.interface]}`, fitting(width - 2 * edge, 12)), { fill: "var(--soft)", "font-size": 12 }),
    ...sheet.parts,
  );
  return { drawn, rows: sheet.rows };
}
