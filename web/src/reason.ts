// What decided a call: shown beside the cell that the pointer or the focus is on. A click or Enter
// goes to the statement, or to where the call is asked for. Arrow keys move from cell to cell.
import { h, prose, show } from "./dom";
import { isCaller, looks, mostCalls } from "./picture";
import type { Call, Location, RoleVerdict, Task } from "./report";
import type { Context } from "./views";

const mostLines = 12;

interface Reason {
  call: Call;
  verdict: RoleVerdict;
  /** The statement that decided. */
  statement: Location | undefined;
  /** Where a click leads. */
  place: Location | undefined;
}

function reasonOf(call: Call, verdict: RoleVerdict): Reason {
  const statement = isCaller(call, verdict) ? call.because[0] : undefined;
  return { call, verdict, statement, place: statement ?? call.cause };
}

const at = ({ file, line }: Location) => `${file}:${line}`;

function sentences({ call, verdict, statement }: Reason): string[] {
  const nobody = verdict.decision === "implicitDeny" && !statement;
  return [
    `${call.action} by ${verdict.role ?? "no role"}: ${looks[verdict.decision].word}`,
    `on ${call.resource}`,
    nobody ? (verdict.role ? "no statement allows it" : "the task has no such role") : "",
    statement ? `decided at ${at(statement)}` : "",
    call.causeText ? `needed by the ${call.causeText}` : "",
    ...(verdict.decision === "unknown" ? call.missing : []),
  ].filter(Boolean);
}

/** The statement as it stands in its file, moved to the left edge. */
function textAt({ store }: Context, { file, start, end }: Location): string {
  const bytes = store.docAt(file)?.bytes;
  if (!bytes) return "";
  const lines = new TextDecoder().decode(bytes.subarray(start, end)).split(/\r?\n/);
  const indents = lines.slice(1).filter(Boolean).map((line) => /^\s*/.exec(line)![0].length);
  const indent = Math.min(...indents, 40);
  const moved = lines.map((line, i) => (i === 0 ? line : line.slice(indent)).slice(0, 160));
  return [...moved.slice(0, mostLines), ...(moved.length > mostLines ? ["…"] : [])].join("\n");
}

function contents(reason: Reason, context: Context): Node[] {
  const [what, ...more] = sentences(reason);
  const statement = reason.statement ? textAt(context, reason.statement) : "";
  const target = reason.statement ? "the statement" : "where it is asked for";
  return [
    h("p", { class: `said ${reason.verdict.decision}` }, what),
    ...more.map((words) => h("p", {}, prose(words))),
    ...(statement ? [h("pre", {}, statement)] : []),
    ...(reason.place ? [h("p", { class: "faint" }, `Click or Enter: go to ${target}`)] : []),
  ];
}

/** Below the cell, or above it where there is no room. */
function putBeside(tip: HTMLElement, cell: Element): void {
  const box = cell.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = tip;
  const left = Math.min(Math.max(8, box.right - offsetWidth), innerWidth - offsetWidth - 8);
  const isBelow = box.bottom + offsetHeight + 12 < innerHeight;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${Math.max(8, isBelow ? box.bottom + 4 : box.top - offsetHeight - 4)}px`;
}

/** Part of a picture that says more when one looks at it. */
export interface Cell {
  element: SVGElement;
  /** All that is said, for those who hear it. */
  label: string;
  contents(): Node[];
  /** Where a click leads. */
  place: Location | undefined;
  /** Nothing to look into: the way with Tab begins elsewhere. */
  isFine: boolean;
}

/** The cell beside this one in the direction of the key, in the grid of rows. */
function neighbour(rows: Cell[][], element: Element, key: string): SVGElement | undefined {
  const row = rows.findIndex((cells) => cells.some((one) => one.element === element));
  const middle = (one: Element) => {
    const { left, right } = one.getBoundingClientRect();
    return (left + right) / 2;
  };
  const column = rows[row]!.findIndex((one) => one.element === element);
  if (key === "ArrowLeft") return rows[row]![column - 1]?.element;
  if (key === "ArrowRight") return rows[row]![column + 1]?.element;
  const step = key === "ArrowDown" ? 1 : -1;
  const far = (one: Cell) => Math.abs(middle(one.element) - middle(element));
  const cells = rows[row + step] ?? [];
  return [...cells].sort((a, b) => far(a) - far(b))[0]?.element;
}

/** Makes the cells of a roll call say what decided, and makes buttons of them. */
export function mountTip(drawn: SVGSVGElement, task: Task, context: Context): void {
  const elements = [...drawn.querySelectorAll<SVGElement>(".cell")];
  const cellOf = (reason: Reason): Cell => ({
    element: elements.shift()!,
    label: sentences(reason).join(", "),
    contents: () => contents(reason, context),
    place: reason.place,
    isFine: reason.verdict.decision === "allowed",
  });
  const rows = task.calls
    .slice(0, mostCalls)
    .map((call) => call.roles.map((verdict) => cellOf(reasonOf(call, verdict))));
  mountCells(rows, context);
}

/** Makes buttons of cells, which stand in rows: arrows move among them, Tab goes to one alone. */
export function mountCells(rows: Cell[][], context: Context): void {
  tip.hide();
  const all = rows.flat();
  const byTab = all.find(({ isFine }) => !isFine) ?? all[0];
  for (const one of all) {
    const { element } = one;
    const enter = () => tip.over(element, one.contents);
    const act = () => {
      tip.hide();
      if (one.place) context.editor.goTo(one.place);
    };
    const attributes = {
      role: "button",
      tabindex: one === byTab ? "0" : "-1",
      "aria-label": one.label.replaceAll("`", ""),
    };
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.addEventListener("click", act);
    element.addEventListener("mouseenter", enter);
    element.addEventListener("mouseleave", () => tip.leave());
    element.addEventListener("blur", () => tip.hide());
    element.addEventListener("focus", () => {
      for (const other of all) other.element.setAttribute("tabindex", other === one ? "0" : "-1");
      if (element.matches(":focus-visible")) enter();
    });
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") act();
      else if (event.key === "Escape") tip.hide();
      else if (event.key.startsWith("Arrow")) neighbour(rows, element, event.key)?.focus();
      else return;
      event.preventDefault();
    });
  }
}

// One for the page: it follows the pointer or the focus, and stays while the pointer is on it.
const tip = (() => {
  const element = h("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let beside: Element | undefined;
  const follow = () => {
    if (element.hidden || !beside) return;
    if (beside.isConnected) putBeside(element, beside);
    else hide();
  };
  const hide = () => {
    clearTimeout(timer);
    element.hidden = true;
  };
  const leave = () => {
    clearTimeout(timer);
    timer = setTimeout(hide, 150);
  };
  element.addEventListener("mouseenter", () => clearTimeout(timer));
  element.addEventListener("mouseleave", leave);
  addEventListener("scroll", follow, true);
  addEventListener("resize", hide);
  addEventListener("keydown", ({ key }) => key === "Escape" && hide(), true);
  return {
    hide,
    leave,
    over(cell: Element, tell: () => Node[]) {
      clearTimeout(timer);
      if (!element.isConnected) document.body.append(element);
      beside = cell;
      show(element, ...tell());
      element.hidden = false;
      putBeside(element, cell);
    },
  };
})();
