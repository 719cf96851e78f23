// How figures are printed: what, the value, and the budget with whether it was kept.

export function line(what, value, budget = "") {
  console.log(`${what.padEnd(52)} ${value.padStart(22)}   ${budget}`);
}

export const verdict = (kept) => (kept ? "(kept)" : "(MISSED)");
