// The roll call of a task as a picture: phases down, roles across; each call allowed, denied or
// unknown. An SVG of plain attributes, so that what is saved is what was seen.
import { svg } from "./dom";
import type { Call, Decision, Principal, RoleVerdict, Task } from "./report";

/** Drawn of one task: more than anybody reads. */
export const mostCalls = 150;

const rowHeight = 42;
const phaseHeight = 25;
const headHeight = 52;
export const edge = 12;

/** What there is room for. Letters keep their size: a narrow picture says less. */
export interface Room {
  width: number;
  columnWidth: number;
  isNarrow: boolean;
}

interface Column {
  key: string;
  title: string;
  shortTitle: string;
  name: string;
}

const titles: Record<Principal, [string, string]> = {
  "execution-role": ["execution role", "execution"],
  "task-role": ["task role", "task"],
  "instance-role": ["instance role", "instance"],
  deployer: ["deployer", "deployer"],
  "ecs-tasks": ["ECS itself", "ECS"],
};

export const phaseWords: Record<string, string> = {
  register: "Registering the task definition",
  place: "Placing the task",
  "provision-network": "Network interface",
  "assume-role": "Taking on its roles",
  "registry-auth": "Login to the registry",
  manifest: "Image manifest",
  layers: "Image layers",
  secrets: "Secrets",
  "env-files": "Environment files",
  logs: "Logs",
  volumes: "Volumes",
  start: "Start",
  run: "While it runs",
};

interface Look {
  mark: string;
  word: string;
  ink: string;
  tint: string;
}

export const looks: Record<Decision, Look> = {
  allowed: { mark: "✓", word: "allowed", ink: "var(--good)", tint: "var(--good-tint)" },
  implicitDeny: { mark: "✗", word: "denied", ink: "var(--error)", tint: "var(--error-tint)" },
  explicitDeny: {
    mark: "✗",
    word: "explicit deny",
    ink: "var(--error)",
    tint: "var(--error-tint)",
  },
  unknown: { mark: "?", word: "unknown", ink: "var(--unknown)", tint: "var(--unknown-tint)" },
};

// ---- what stands where --------------------------------------------------------------------------

function keyOf({ role, principal, candidate }: RoleVerdict): string {
  return `${principal} ${candidate ? "could" : ""} ${role ?? ""}`;
}

/** Whether ECS may assume a role is told in that role's column. */
function columnOf(verdict: RoleVerdict, columns: Column[]): number {
  const own = columns.findIndex((column) => column.key === keyOf(verdict));
  return own >= 0 ? own : columns.findIndex((column) => column.name === verdict.role);
}

function columnsOf(task: Task): Column[] {
  const found = new Map<string, Column>();
  const verdicts = task.calls.flatMap((call) => call.roles);
  const isTold = (verdict: RoleVerdict) =>
    verdict.principal === "ecs-tasks" &&
    verdicts.some(({ role, principal }) => principal !== "ecs-tasks" && role === verdict.role);
  for (const verdict of verdicts) {
    if (isTold(verdict)) continue;
    const [title, shortTitle] = titles[verdict.principal];
    found.set(keyOf(verdict), {
      key: keyOf(verdict),
      title: verdict.candidate ? `${title}, if set` : title,
      shortTitle: verdict.candidate ? "if set" : shortTitle,
      name: verdict.role ?? (verdict.decision === "unknown" ? "not shown" : "none set"),
    });
  }
  const order = ["ecs-tasks", "deployer", "instance-role", "execution-role", "task-role"];
  const rank = (column: Column) => order.indexOf(column.key.split(" ")[0]!);
  return [...found.values()].sort((a, b) => rank(a) - rank(b));
}

export function roomFor(task: Task, available: number): Room {
  const width = Math.min(Math.max(Math.floor(available), 280), 760);
  const isNarrow = width < 500;
  const columns = Math.max(columnsOf(task).length, 1);
  const label = width < 340 ? 116 : isNarrow ? 138 : 250;
  const columnWidth = Math.min(124, Math.max(40, Math.floor((width - label) / columns)));
  return { width, columnWidth, isNarrow };
}

/** The call is made by whom the verdict is about; others are shown for comparison. */
export function isCaller(call: Call, verdict: RoleVerdict): boolean {
  return verdict.principal === call.principal && !verdict.candidate;
}

// ---- drawing ------------------------------------------------------------------------------------

/** At most `limit` characters; what is left out is in the middle: ARNs differ at their ends. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = Math.ceil((limit - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (limit - 1 - head))}`;
}

export const say = (x: number, y: number, words: string, more: Record<string, string | number> = {}) =>
  svg("text", { x, y, fill: "var(--ink)", "font-size": 13, ...more }, words);

/** How many characters of a size fit, by the width of a letter of the widest usual fonts. */
export const fitting = (width: number, size: number, letter = 0.62) =>
  Math.max(3, Math.floor(width / (size * letter)));
export const bold = 0.69;

function wordIn({ word }: Look, { columnWidth, isNarrow }: Room): string {
  if (columnWidth < 74) return "";
  return isNarrow ? word.replace("explicit deny", "denied") : word;
}

function cell(call: Call, verdict: RoleVerdict, x: number, y: number, room: Room): SVGElement {
  const look = looks[verdict.decision];
  const caller = isCaller(call, verdict);
  const label = `${look.mark} ${wordIn(look, room)}`.trim();
  return svg(
    "g",
    { class: "cell", "data-key": `${call.id} ${call.resource} ${keyOf(verdict)}` },
    svg("rect", {
      x: x + 4,
      y: y + 6,
      width: room.columnWidth - 8,
      height: rowHeight - 12,
      rx: 8,
      fill: caller ? look.tint : "transparent",
      stroke: caller ? look.ink : "var(--line)",
      "stroke-width": caller ? 1.5 : 1,
      "stroke-dasharray": caller ? "" : "3 3",
    }),
    say(x + room.columnWidth / 2, y + rowHeight / 2 + 4.5, label, {
      "text-anchor": "middle",
      fill: look.ink,
      "font-size": label.length < 3 ? 16 : room.isNarrow ? 11 : 13,
      "font-weight": caller ? 600 : 400,
    }),
  );
}

function nameOf(call: Call, y: number, left: number, room: Room): SVGElement[] {
  const { action, resource, required } = call;
  const size = room.isNarrow ? 11.5 : 13;
  const wide = left - edge - 6;
  const most = fitting(wide, size, bold);
  const full = required === "unknown" && !room.isNarrow ? `${action} (if needed)` : action;
  const known = full.length <= most ? full : action.slice(action.indexOf(":") + 1);
  return [
    say(edge, y + 18, shorten(known, most), { "font-weight": 600, "font-size": size }),
    say(edge, y + 33, shorten(resource, fitting(wide, 11)), {
      fill: "var(--soft)",
      "font-size": 11,
      "font-family": "var(--mono)",
    }),
  ];
}

function head(columns: Column[], left: number, room: Room): SVGElement[] {
  const size = room.columnWidth < 74 ? 9.5 : room.isNarrow ? 10.5 : 12;
  return columns.flatMap((column, i) => {
    const x = left + (i + 0.5) * room.columnWidth;
    const most = fitting(room.columnWidth, size);
    const title = column.title.length <= most ? column.title : column.shortTitle;
    const name = shorten(column.name, fitting(room.columnWidth - 6, size + 0.5, bold));
    const middle = { "text-anchor": "middle" };
    return [
      say(x, 22, shorten(title, most), { ...middle, fill: "var(--soft)", "font-size": size }),
      say(x, 40, name, { ...middle, "font-weight": 600, "font-size": size + 0.5 }),
    ];
  });
}

function phaseHead(phase: string, y: number, width: number): SVGElement[] {
  const words = phaseWords[phase] ?? phase.replaceAll("-", " ");
  return [
    svg("line", { x1: 0, x2: width, y1: y + 0.5, y2: y + 0.5, stroke: "var(--line)" }),
    say(edge, y + 18, words, { fill: "var(--faint)", "font-size": 12 }),
  ];
}

export function picture(whole: Task, room: Room): SVGSVGElement {
  const task = { ...whole, calls: whole.calls.slice(0, mostCalls) };
  const columns = columnsOf(task);
  const left = room.width - columns.length * room.columnWidth - 4;
  const parts: SVGElement[] = [];
  let y = headHeight;
  let phase = "";
  for (const call of task.calls) {
    if (call.phase !== phase) {
      phase = call.phase;
      parts.push(...phaseHead(phase, y, room.width));
      y += phaseHeight;
    }
    const top = y;
    parts.push(...nameOf(call, y, left, room));
    parts.push(
      ...call.roles.map((verdict) =>
        cell(call, verdict, left + columnOf(verdict, columns) * room.columnWidth, top, room),
      ),
    );
    y += rowHeight;
  }
  const height = y + 8;
  return svg(
    "svg",
    {
      class: "picture",
      viewBox: `0 0 ${room.width} ${height}`,
      width: room.width,
      height,
      role: "group",
      "aria-label": `Roll call of task ${task.name}`,
      "font-family": "var(--sans)",
    },
    svg("rect", {
      x: 0.5, y: 0.5, width: room.width - 1, height: height - 1, rx: 12,
      fill: "var(--raised)", stroke: "var(--line)",
    }),
    ...head(columns, left, room),
    ...parts,
  );
}

/** A file of its own knows nothing of the page's colours: they are written out. */
export function standalone(drawn: SVGSVGElement): string {
  const colours = getComputedStyle(document.documentElement);
  const title = svg("title", {}, drawn.getAttribute("aria-label") ?? "");
  drawn.prepend(title);
  return new XMLSerializer()
    .serializeToString(drawn)
    .replace(/var\((--[a-z-]+)\)/g, (_all, name: string) =>
      colours.getPropertyValue(name).trim().replaceAll('"', "'"),
    );
}
