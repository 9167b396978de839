import { object } from '../../shared/api/read';

const TOLD = 'shoptalk.desk.told';
/** Tabs in the background wake late: what is heard of again within so long is the same. */
const SAME_WITHIN = 10_000;
/** A page that nobody has touched makes no sound: one that somebody has is let go first. */
const YIELDS = 400;

/** Says to the other tabs that something is so in this one, for as long as it is; it ends with the tab. */
export class Sign {
  #name: string | null = null;
  #end: (() => void) | undefined;

  show(name: string | null): void {
    if (name === this.#name) return;
    this.#end?.();
    this.#end = undefined;
    this.#name = name;
    if (!name || !navigator.locks) return;
    const shown = new Promise<void>((resolve) => (this.#end = resolve));
    void navigator.locks.request(name, { mode: 'shared' }, () => shown).catch(() => undefined);
  }
}

/** Whether any tab of this browser shows a sign; one that cannot be asked about is not. */
export async function isShown(name: string): Promise<boolean> {
  const locks = await navigator.locks?.query().catch(() => undefined);
  return locks?.held?.some((lock) => lock.name === name) ?? false;
}

/** Of some keys those that no tab has told of yet: they are this tab's to tell. */
export async function claim(keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (!navigator.userActivation?.hasBeenActive) await new Promise((resolve) => setTimeout(resolve, YIELDS));
  if (!navigator.locks) return take(keys);
  return navigator.locks.request('shoptalk-desk:told', () => take(keys));
}

function take(keys: readonly string[]): ReadonlySet<string> {
  try {
    const now = Date.now();
    const kept = object(JSON.parse(localStorage.getItem(TOLD) ?? '{}')) ?? {};
    const told = Object.entries(kept).filter(([, at]) => typeof at === 'number' && now - at < SAME_WITHIN);
    const known = new Set(told.map(([key]) => key));
    const mine = keys.filter((key) => !known.has(key));
    localStorage.setItem(TOLD, JSON.stringify(Object.fromEntries([...told, ...mine.map((key) => [key, now])])));
    return new Set(mine);
  } catch {
    return new Set(keys);
  }
}
