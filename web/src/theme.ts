// Light, dark, or what the system says. The choice is kept for the tab only.
const key = "rolecall-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

export type Theme = "system" | "light" | "dark";

export function currentTheme(): Theme {
  const kept = sessionStorage.getItem(key);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function setTheme(theme: Theme): void {
  sessionStorage.setItem(key, theme);
  apply();
}

function apply(): void {
  const theme = currentTheme();
  const isDark = theme === "dark" || (theme === "system" && dark.matches);
  document.documentElement.dataset["theme"] = isDark ? "dark" : "light";
}

dark.addEventListener("change", apply);
// Paper is white.
addEventListener("beforeprint", () => (document.documentElement.dataset["theme"] = "light"));
addEventListener("afterprint", apply);
apply();
