/** Tells the shop's developer what was wrong and what is accepted; nothing is ever thrown into the shop's page. */
export function complain(words: string, ...more: unknown[]): void {
  try {
    console.error(`Shoptalk: ${words}`, ...more);
  } catch {
    // The page took its console away.
  }
}

/** What somebody gave, in few words. */
export function given(value: unknown): string {
  return typeof value === 'string' ? `"${value.slice(0, 40)}"` : value === null ? 'null' : typeof value;
}
