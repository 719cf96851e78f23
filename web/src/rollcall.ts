// The roll call: for each task the picture of its calls, with what decided each of them.
import { byId, download, h } from "./dom";
import { messageList } from "./findings";
import { isAlone } from "./message";
import { mostHosts, pathPicture } from "./path_picture";
import { mountCells, mountTip } from "./reason";
import { mostCalls, picture, roomFor, standalone } from "./picture";
import type { Network, Task } from "./report";
import type { Context, View } from "./views";

/** As much as draws within a frame. */
const mostTasks = 30;

/** A saved picture does not depend on the window that it was saved from. */
const savedWidth = 760;

function missingOf({ missing }: Task): HTMLElement | null {
  if (missing.length === 0) return null;
  return h("ul", { class: "missing" }, ...missing.map((what) => h("li", {}, what)));
}

const firstOf = (drawn: number, all: number, what: string) =>
  drawn < all
    ? h("p", { class: "help" }, `The first ${drawn} of ${all} ${what}; the command lists all.`)
    : null;

function heading(task: Task, ...more: Node[]): HTMLElement {
  const launch = task.launchType === "unknown" ? "launch type unknown" : task.launchType;
  const assumed = task.launchTypeAssumed && task.launchType !== "unknown" ? " (assumed)" : "";
  return h(
    "header",
    {},
    h("h2", {}, `Task ${task.name}`),
    h("span", { class: "faint" }, launch + assumed),
    ...more,
  );
}

function block(task: Task, context: Context): HTMLElement {
  if (task.calls.length === 0) {
    return h(
      "section",
      { class: "task" },
      heading(task),
      h("p", { class: "none" }, "No call of its launch can be told from what is here."),
      missingOf(task),
      task.network ? networkBlock(task, task.network, context) : null,
    );
  }
  const drawn = picture(task, roomFor(task, byId("view").clientWidth));
  const save = () => {
    const text = standalone(picture(task, roomFor(task, savedWidth)));
    download(`rollcall-${task.name}.svg`, text, "image/svg+xml");
  };
  mountTip(drawn, task, context);
  return h(
    "section",
    { class: "task" },
    heading(
      task,
      h("span", { class: "space" }),
      h("button", { class: "small", "data-key": `svg-${task.name}`, click: save }, "Save as SVG"),
    ),
    drawn,
    firstOf(mostCalls, task.calls.length, "calls"),
    missingOf(task),
    task.network ? networkBlock(task, task.network, context) : null,
  );
}

/** The way to every host that the launch needs. */
function networkBlock(task: Task, network: Network, context: Context): HTMLElement {
  const { findings } = context.store.state.analysis!.report!;
  const { drawn, rows } = pathPicture(task.name, network, findings, byId("view").clientWidth);
  const save = () => {
    const picture = pathPicture(task.name, network, findings, savedWidth).drawn;
    download(`network-${task.name}.svg`, standalone(picture), "image/svg+xml");
  };
  mountCells(rows, context);
  return h(
    "section",
    { class: "network" },
    h(
      "header",
      {},
      h("h3", {}, "Network"),
      h("span", { class: "space" }),
      h("button", { class: "small", "data-key": `net-${task.name}`, click: save }, "Save as SVG"),
    ),
    drawn,
    firstOf(mostHosts, network.hosts.length, "hosts"),
  );
}

/** Calls when the picture should be drawn for another width. */
export function onRoomChange(redraw: () => void): void {
  let last = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry!.contentRect.width);
    if (last > 0 && width !== last) requestAnimationFrame(redraw);
    last = width;
  }).observe(byId("view"));
}

export const rollCallView: View = {
  id: "rollcall",
  title: ({ analysis }) => (analysis?.report && isAlone(analysis.report) ? "Error text" : "Roll call"),
  render(state, context) {
    const { report } = state.analysis ?? {};
    const tasks = report?.tasks ?? [];
    if (report && isAlone(report)) return [messageList(report, context)];
    if (tasks.length === 0) {
      const words = "A task definition shows here which calls its launch needs, and who makes them.";
      return [h("p", { class: "none" }, words)];
    }
    const drawn = tasks.slice(0, mostTasks).map((task) => block(task, context));
    const more = firstOf(mostTasks, tasks.length, "tasks");
    return more ? [...drawn, more] : drawn;
  },
};
