// The roll call as a picture: phases down, roles across; each call allowed, denied or unknown.
// Everything is an SVG of plain attributes, so that what is downloaded is what was seen.
import { download, h, svg } from "./dom";
import type { Call, Decision, Location, Principal, RoleVerdict, Task } from "./report";
import type { Context, View } from "./views";

const rowHeight = 40;
const headHeight = 62;

/** What a screen has room for: a phone gets narrow columns with short titles, and no phases. */
interface Room {
  width: number;
  phaseWidth: number;
  columnWidth: number;
  /** Characters of a role's name. */
  nameLength: number;
  titleSize: number;
}

const wide: Room = { width: 760, phaseWidth: 108, columnWidth: 120, nameLength: 17, titleSize: 12 };
const narrow: Room = { width: 400, phaseWidth: 8, columnWidth: 80, nameLength: 10, titleSize: 11 };
const isNarrow = matchMedia("(max-width: 620px)");
const roomNow = () => (isNarrow.matches ? narrow : wide);

/** Drawn of one task and of all: more than anybody reads, and as much as draws within a frame. */
const mostCalls = 150;
const mostTasks = 30;

interface Column {
  key: string;
  title: string;
  name: string;
}

const titles: Record<Principal, string> = {
  "execution-role": "execution role",
  "task-role": "task role",
  "instance-role": "instance role",
  deployer: "deployer",
  "ecs-tasks": "ECS itself",
};

/** As above, where there is room for one word. */
const shortTitles: Record<Principal, string> = {
  "execution-role": "execution",
  "task-role": "task",
  "instance-role": "instance",
  deployer: "deployer",
  "ecs-tasks": "ECS",
};

interface Look {
  mark: string;
  word: string;
  ink: string;
  tint: string;
}

const looks: Record<Decision, Look> = {
  allowed: { mark: "✓", word: "allowed", ink: "var(--good)", tint: "var(--good-tint)" },
  implicitDeny: { mark: "✗", word: "denied", ink: "var(--error)", tint: "var(--error-tint)" },
  explicitDeny: { mark: "✗", word: "explicit deny", ink: "var(--error)", tint: "var(--error-tint)" },
  unknown: { mark: "?", word: "unknown", ink: "var(--unknown)", tint: "var(--unknown-tint)" },
};

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
    const title = (isNarrow.matches ? shortTitles : titles)[verdict.principal];
    found.set(keyOf(verdict), {
      key: keyOf(verdict),
      title: !verdict.candidate ? title : isNarrow.matches ? "if set" : `${title}, if set`,
      name: verdict.role ?? "none set",
    });
  }
  const order = ["ecs-tasks", "deployer", "instance-role", "execution-role", "task-role"];
  const rank = (column: Column) => order.indexOf(column.key.split(" ")[0]!);
  return [...found.values()].sort((a, b) => rank(a) - rank(b));
}

/** At most `limit` characters, what is left out replaced in the middle: ARNs differ at their ends. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = Math.ceil((limit - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (limit - 1 - head))}`;
}

const say = (x: number, y: number, words: string, more: Record<string, string | number> = {}) =>
  svg("text", { x, y, fill: "var(--ink)", "font-size": 13, ...more }, words);

function isCaller(call: Call, verdict: RoleVerdict): boolean {
  return verdict.principal === call.principal && !verdict.candidate;
}

// What the hover text of a cell says, and where a click on it leads.
function reasonOf(call: Call, verdict: RoleVerdict): { words: string; place: Location | undefined } {
  const place = isCaller(call, verdict) ? (call.because[0] ?? call.cause) : call.cause;
  const who = verdict.role ?? "no role";
  const statement = isCaller(call, verdict) ? call.because[0] : undefined;
  const words = [
    `${call.action} by ${who}: ${looks[verdict.decision].word}`,
    `on ${call.resource}`,
    call.causeText && `needed by the ${call.causeText.replaceAll("`", "")}`,
    statement && `decided at ${statement.file}:${statement.line}`,
    ...(verdict.decision === "unknown" ? call.missing : []),
  ];
  return { words: words.filter(Boolean).join("\n"), place };
}

function cell(call: Call, verdict: RoleVerdict, x: number, y: number, context: Context): SVGElement {
  const look = looks[verdict.decision];
  const caller = isCaller(call, verdict);
  const { columnWidth } = roomNow();
  const word = isNarrow.matches ? look.word.replace("explicit deny", "denied") : look.word;
  const { words, place } = reasonOf(call, verdict);
  const act = () => place && context.editor.goTo(place);
  return svg(
    "g",
    {
      class: "cell",
      tabindex: caller ? 0 : -1,
      role: "button",
      "data-key": `${call.id} ${call.resource} ${keyOf(verdict)}`,
      "aria-label": words.replaceAll("\n", ", "),
      click: act,
      keydown: (event: KeyboardEvent) => {
        if (event.key === "Enter" || event.key === " ") {
          act();
          event.preventDefault();
        }
      },
    },
    svg("title", {}, words),
    svg("rect", {
      x: x + 5,
      y: y + 6,
      width: columnWidth - 10,
      height: rowHeight - 12,
      rx: 8,
      fill: caller ? look.tint : "transparent",
      stroke: caller ? look.ink : "var(--line)",
      "stroke-width": caller ? 1.5 : 1,
      "stroke-dasharray": caller ? "" : "3 3",
    }),
    say(x + columnWidth / 2, y + rowHeight / 2 + 4.5, `${look.mark} ${word}`, {
      "text-anchor": "middle",
      fill: look.ink,
      "font-size": isNarrow.matches ? 11.5 : 12.5,
      "font-weight": caller ? 600 : 400,
    }),
  );
}

function rowOf(task: Task, at: number, columns: Column[], context: Context): SVGElement[] {
  const call = task.calls[at]!;
  const y = headHeight + at * rowHeight;
  const { width, phaseWidth, columnWidth } = roomNow();
  const left = width - columns.length * columnWidth;
  const room = Math.floor((left - phaseWidth - 12) / 6.7);
  const begins = at === 0 || task.calls[at - 1]!.phase !== call.phase;
  return [
    begins
      ? svg("line", { x1: 0, x2: width, y1: y, y2: y, stroke: "var(--line)" })
      : svg("g"),
    begins && !isNarrow.matches ? say(8, y + 24, call.phase, { fill: "var(--soft)", "font-size": 12.5 }) : svg("g"),
    svg(
      "g",
      {},
      svg("title", {}, `${call.action} on ${call.resource}`),
      say(phaseWidth, y + 17, (isNarrow.matches ? shorten(call.action, 20) : call.action) + (call.required === "unknown" && !isNarrow.matches ? " (if needed)" : ""), {
        "font-weight": 600,
        "font-size": isNarrow.matches ? 11 : 12.5,
      }),
      say(phaseWidth, y + 32, shorten(call.resource, room), {
        fill: "var(--soft)",
        "font-size": 11,
        "font-family": "var(--mono)",
      }),
    ),
    ...call.roles.map((verdict) => {
      return cell(call, verdict, left + columnOf(verdict, columns) * columnWidth, y, context);
    }),
  ];
}

function picture(whole: Task, context: Context): SVGSVGElement {
  const task = { ...whole, calls: whole.calls.slice(0, mostCalls) };
  const columns = columnsOf(task);
  const { width, phaseWidth, columnWidth, nameLength, titleSize } = roomNow();
  const left = width - columns.length * columnWidth;
  const height = headHeight + task.calls.length * rowHeight + 8;
  return svg(
    "svg",
    {
      class: "picture",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "group",
      "aria-label": `Roll call of task ${task.name}`,
      "font-family": "var(--sans)",
    },
    svg("rect", { width, height, rx: 12, fill: "var(--raised)", stroke: "var(--line)" }),
    isNarrow.matches ? svg("g") : say(8, 40, "phase", { fill: "var(--faint)", "font-size": 12 }),
    say(phaseWidth, 40, "call", { fill: "var(--faint)", "font-size": 12 }),
    ...columns.flatMap((column, i) => {
      const x = left + i * columnWidth + columnWidth / 2;
      return [
        say(x, 26, column.title, { "text-anchor": "middle", fill: "var(--soft)", "font-size": titleSize }),
        svg(
          "g",
          {},
          svg("title", {}, column.name),
          say(x, 44, shorten(column.name, nameLength), { "text-anchor": "middle", "font-weight": 600, "font-size": titleSize + 1 }),
        ),
      ];
    }),
    ...task.calls.flatMap((_call, at) => rowOf(task, at, columns, context)),
  );
}

// A file of its own knows nothing of the page's colours: they are written out.
function standalone(drawn: SVGSVGElement): string {
  const colours = getComputedStyle(document.documentElement);
  const text = new XMLSerializer().serializeToString(drawn);
  return text.replace(/var\((--[a-z-]+)\)/g, (_all, name: string) =>
    colours.getPropertyValue(name).trim().replaceAll('"', "'"),
  );
}

function block(task: Task, context: Context): HTMLElement {
  const drawn = picture(task, context);
  const assumed = task.launchTypeAssumed ? " (assumed)" : "";
  return h(
    "section",
    { class: "task" },
    h(
      "header",
      {},
      h("h2", {}, `Task ${task.name}`),
      h("span", { class: "faint" }, `${task.launchType}${assumed}`),
      h(
        "button",
        {
          class: "quiet",
          "data-key": `svg-${task.name}`,
          click: () => download(`rollcall-${task.name}.svg`, standalone(drawn), "image/svg+xml"),
        },
        "Save as SVG",
      ),
    ),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `Picture of task ${task.name}` }, drawn),
    task.calls.length > mostCalls
      ? h("p", { class: "help" }, `The first ${mostCalls} of ${task.calls.length} calls; the command lists all.`)
      : null,
    task.missing.length > 0
      ? h("ul", { class: "missing" }, ...task.missing.map((what) => h("li", {}, what)))
      : null,
  );
}

/** Calls when the picture should be drawn for another width. */
export function onRoomChange(redraw: () => void): void {
  isNarrow.addEventListener("change", redraw);
}

export const rollCallView: View = {
  id: "rollcall",
  title: () => "Roll call",
  render(state, context) {
    const tasks = state.analysis?.report?.tasks ?? [];
    if (tasks.length === 0) {
      return [
        h("p", { class: "none" }, "A task definition shows here which calls its launch needs, and who makes them."),
      ];
    }
    const drawn = tasks.slice(0, mostTasks).map((task) => block(task, context));
    if (tasks.length <= mostTasks) return drawn;
    return [...drawn, h("p", { class: "help" }, `The first ${mostTasks} of ${tasks.length} tasks; the command lists all.`)];
  },
};
