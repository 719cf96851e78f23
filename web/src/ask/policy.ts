// What this document may connect to. It starts wide, because a policy can never be loosened again;
// before the first request a second policy leaves one origin, and that stays until it is closed.

let only: string | null = null;
let blocked = 0;

document.addEventListener("securitypolicyviolation", (event) => {
  if (event.effectiveDirective === "connect-src") blocked++;
});

/** The one origin that can be reached; null: none was chosen yet. */
export const reachable = (): string | null => only;

/** How many connections the policy stopped. */
export const stopped = (): number => blocked;

/** Leaves `origin` alone. False if another one was left before. */
export function narrowTo(origin: string): boolean {
  if (only !== null) return only === origin;
  const meta = document.createElement("meta");
  meta.httpEquiv = "Content-Security-Policy";
  meta.content = `connect-src ${origin}`;
  document.head.append(meta);
  only = origin;
  return true;
}

/** All policies in force, one text each. */
export function policies(): string[] {
  const metas = document.querySelectorAll('meta[http-equiv="Content-Security-Policy" i]');
  return [...metas].map((meta) => meta.getAttribute("content") ?? "");
}
