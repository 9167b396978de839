/**
 * Among the tabs that hold the same conversation one leads, and another takes over when it is gone.
 *
 * Calls `lead` once, when this tab has become the leader, and `follow` at once if another leads already. Where the browser
 * refuses locks (blocked third-party storage, an old browser) every tab leads for itself.
 */
export function elect(name: string, signal: AbortSignal, lead: () => void, follow: () => void): void {
  void compete(name, signal, lead, follow).catch(() => {
    if (!signal.aborted) lead();
  });
}

async function compete(name: string, signal: AbortSignal, lead: () => void, follow: () => void): Promise<void> {
  const hold = async (): Promise<void> => {
    if (signal.aborted) return;
    lead();
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  };
  let free = true;
  await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    free = lock !== null;
    if (lock) await hold();
  });
  if (free || signal.aborted) return;
  follow();
  await navigator.locks.request(name, { signal }, hold);
}
