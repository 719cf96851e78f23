// Includes point downwards: the floors of the house, and what the core may not know of.
import { dirname } from "node:path";
import { filesBelow, finish, readText } from "./common_tree.mjs";

// Rooms on one floor do not include each other; `data` are rooms of plain data that may be read
// from their own floor.
const floors = [
  ["base"],
  ["text"],
  ["syntax", "aws", "finding"],
  ["iam", "ecs", "redact", "template"],
  ["model"],
  ["read", "launch"],
  ["check"],
  ["fix"],
  ["report", "simulate", "ask"],
];
const onlyBase = new Set(["aws"]);
const coreHeaders = new Set([
  "assert.h",
  "stdbool.h",
  "stddef.h",
  "stdint.h",
  "string.h",
]);
// What one header alone may include, and says why.
const onlyIn = new Map([["emmintrin.h", "src/base/lanes.h"]]);
const publicHeader = "rolecall.h";
// Headers that tools/generate/ makes, and the room they belong to.
const madeHeaders = new Map([["detector_ids.h", "redact"]]);
const fronts = ["cli", "wasm"];

const floorOf = new Map(floors.flatMap((rooms, floor) => rooms.map((room) => [room, floor])));
const faults = [];

function includesOf(file) {
  const found = [];
  readText(file)
    .split("\n")
    .forEach((line, i) => {
      const match = /^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)/.exec(line);
      if (match) found.push({ where: `${file}:${i + 1}`, own: match[1], system: match[2] });
    });
  return found;
}

function checkRoom(file, room, { where, own, system }) {
  if (system && !coreHeaders.has(system) && onlyIn.get(system) !== file) {
    faults.push(`${where}: the core may not include <${system}>`);
  }
  if (!own) return;
  const target = dirname(own);
  if (target === room || (target === "." && madeHeaders.get(own) === room)) return;
  if (!floorOf.has(target)) {
    faults.push(`${where}: "${own}" is not of the form room/header.h`);
  } else if (floorOf.get(target) >= floorOf.get(room)) {
    const floor = floorOf.get(room);
    faults.push(`${where}: ${room} stands on floor ${floor} and may not include "${own}"`);
  } else if (onlyBase.has(room) && target !== "base") {
    faults.push(`${where}: ${room} may include base only, not "${own}"`);
  }
}

// The pipeline knows every room and the public header.
function checkTop({ where, own, system }) {
  if (system && !coreHeaders.has(system)) {
    faults.push(`${where}: the core may not include <${system}>`);
  }
  if (own && own !== publicHeader && !floorOf.has(dirname(own))) {
    faults.push(`${where}: no such room: "${own}"`);
  }
}

function checkFront(front, { where, own }) {
  const inFront = own && !own.includes("/");
  if (own && own !== publicHeader && !inFront) {
    faults.push(`${where}: ${front} may include rolecall.h and its own headers, not "${own}"`);
  }
}

const files = filesBelow("src", /\.(c|h|re)$/);
for (const file of files) {
  const parts = file.split("/");
  for (const include of includesOf(file)) {
    if (parts.length === 2) checkTop(include);
    else if (!floorOf.has(parts[1])) faults.push(`${file}:1: ${parts[1]} has no floor`);
    else checkRoom(file, parts[1], include);
  }
}
for (const front of fronts) {
  for (const file of filesBelow(front, /\.[ch]$/)) {
    files.push(file);
    for (const include of includesOf(file)) checkFront(front, include);
  }
}
finish("check_layers", files.length, faults);
