// The roll call: for each task the picture of its calls, with what decided each of them.
import { byId, download, h } from "./dom";
import { mountTip } from "./reason";
import { mostCalls, picture, roomFor, standalone } from "./picture";
import type { Task } from "./report";
import type { Context, View } from "./views";

/** As much as draws within a frame. */
const mostTasks = 30;

/** A saved picture does not depend on the window that it was saved from. */
const savedWidth = 760;

const missingOf = ({ missing }: Task) =>
  missing.length > 0 ? h("ul", { class: "missing" }, ...missing.map((what) => h("li", {}, what))) : null;

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
    task.calls.length > mostCalls
      ? h("p", { class: "help" }, `The first ${mostCalls} of ${task.calls.length} calls; the command lists all.`)
      : null,
    missingOf(task),
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
