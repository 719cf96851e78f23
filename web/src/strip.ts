// A strip that scrolls sideways: it says on which side there is more.

/** Marks `strip` with `data-more`: "left", "right", "both" or nothing, for the look to show. */
export function hintAtMore(strip: HTMLElement): void {
  const look = () => {
    const { scrollLeft, scrollWidth, clientWidth } = strip;
    const isLeft = scrollLeft > 2;
    const isRight = scrollLeft + clientWidth < scrollWidth - 2;
    strip.dataset["more"] = isLeft && isRight ? "both" : isLeft ? "left" : isRight ? "right" : "";
  };
  strip.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(strip);
  new MutationObserver(look).observe(strip, { childList: true, subtree: true });
  look();
}

/** The element of `all` that an arrow key leads to from the one at `at`, or Home and End. */
export function stepTo<E>(all: E[], at: number, key: string): E | undefined {
  const next: Record<string, number> = {
    ArrowRight: (at + 1) % all.length,
    ArrowLeft: (at - 1 + all.length) % all.length,
    Home: 0,
    End: all.length - 1,
  };
  return key in next ? all[next[key]!] : undefined;
}

/**
 * Scrolls the strip and nothing else. `scrollIntoView` may move the page too, and in some browsers Tab
 * goes on from what it showed.
 */
export function showInStrip(tab: HTMLElement | null): void {
  const around = tab?.closest(".strip");
  if (!tab || !around) return;
  const [inner, outer] = [tab.getBoundingClientRect(), around.getBoundingClientRect()];
  const left = inner.left - outer.left;
  const right = inner.right - outer.right;
  if (left < 0) around.scrollLeft += left;
  else if (right > 0) around.scrollLeft += Math.min(right, left);
}
