// The smallest part of a question of which a property still holds.

// All ways to leave one thing out: a member, an element of a list.
function* withoutOne(value) {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (value.length > 1 || typeof value[i] === "object") yield value.filter((_, k) => k !== i);
      for (const smaller of withoutOne(value[i])) yield value.with(i, smaller);
    }
    if (value.length === 1 && typeof value[0] === "string") yield value[0];
  } else if (value !== null && typeof value === "object") {
    for (const name of Object.keys(value)) {
      const { [name]: left, ...rest } = value;
      yield rest;
      for (const smaller of withoutOne(left)) yield { ...value, [name]: smaller };
    }
  }
}

const needed = ["identityPolicies", "serviceControlPolicies", "resourceControlPolicies"];

function isWhole(line) {
  const request = line.request ?? {};
  return (
    needed.every((name) => Array.isArray(line[name])) &&
    ["principal", "action", "resource", "contextVariables"].every((name) => name in request) &&
    Object.keys(request.resource).length === 2
  );
}

/** Leaves out what can be left out while `holds(line)` does. */
export async function shrink(line, holds) {
  for (const smaller of withoutOne(line)) {
    let kept = false;
    try {
      kept = isWhole(smaller) && (await holds(smaller));
    } catch {
      kept = false; // no question any more
    }
    if (kept) return shrink(smaller, holds);
  }
  return line;
}
