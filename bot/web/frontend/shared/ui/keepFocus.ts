/** When what had the focus has gone from the page, the first of these that is there takes it. */
export function keepFocus(...selectors: readonly string[]): void {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    const next = selectors.map((selector) => document.querySelector<HTMLElement>(selector)).find((found) => found);
    next?.focus();
  });
}
