import { signal } from '@preact/signals';

const KEPT_AS = 'shoptalk-desk-keys';
const ENTRIES = 'nav li button[aria-current]';
const FIELDS = 'input, textarea, select, [contenteditable]';
/** Whoever has pressed no key for so long writes on no more. */
const PAUSE = 1500;

/** The desk by single keys, for whoever wants it so (WCAG 2.2, 2.1.4: they can be switched off). */
export class Keys {
  readonly on = signal(kept());
  readonly help = signal(false);
  readonly #acts: Readonly<Record<string, () => void>> = {
    j: () => step(1),
    k: () => step(-1),
    t: () => find('[data-key=take]')?.click(),
    r: () => find('[data-reply]')?.focus(),
    n: () => note(),
    c: () => find('[data-key=close]')?.focus(),
    '/': () => search(),
    '?': () => (this.help.value = true),
  };

  /** The field in which somebody is writing, and when they pressed a key there last. */
  #writing: { readonly field: Element; readonly at: number } | null = null;

  /** Listens until the given end is called. */
  listen(): () => void {
    const ends = new AbortController();
    document.addEventListener('keydown', (event) => this.#press(event), ends);
    document.addEventListener('pointerdown', () => (this.#writing = null), ends);
    return () => ends.abort();
  }

  /** Whether the field went away under somebody's hands, as when a colleague takes the conversation: what they write on is no order. */
  #writesOn(target: Element, { key, isComposing, timeStamp: at }: KeyboardEvent): boolean {
    const was = this.#writing;
    const isField = target.matches(FIELDS);
    const goesOn = was !== null && !was.field.isConnected && at - was.at < PAUSE && !isField;
    // What is sent with Enter may itself end the conversation.
    const writes = isField && (key !== 'Enter' || isComposing);
    this.#writing = goesOn ? { field: was.field, at } : writes ? { field: target, at } : null;
    return goesOn;
  }

  turn(on: boolean): void {
    this.on.value = on;
    try {
      localStorage.setItem(KEPT_AS, on ? 'on' : 'off');
    } catch {
      // Where the browser keeps nothing, it holds for this page.
    }
  }

  #press(event: KeyboardEvent): void {
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest('dialog')) return;
    const writesOn = this.#writesOn(target, event);
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && target.matches('[data-reply]')) return find('h2[tabindex]')?.focus();
    if (writesOn || target.matches(FIELDS)) return;
    if (target.matches(ENTRIES) && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      return step(event.key === 'ArrowDown' ? 1 : -1);
    }
    const act = this.#acts[event.key];
    if (!act || !this.on.value) return;
    event.preventDefault();
    act();
  }
}

/** From the entry that has the focus, or is open, to the one after or before it. */
function step(by: number): void {
  const entries = shown(ENTRIES);
  const focused = entries.indexOf(document.activeElement as HTMLElement);
  const from = focused >= 0 ? focused : entries.findIndex((one) => one.getAttribute('aria-current') === 'true');
  const to = from < 0 ? (by > 0 ? 0 : entries.length - 1) : Math.min(entries.length - 1, Math.max(0, from + by));
  entries[to]?.focus();
}

function note(): void {
  const pane = find('[data-file]');
  if (!(pane instanceof HTMLDetailsElement)) return;
  pane.open = true;
  pane.querySelector<HTMLElement>('textarea')?.focus();
}

function search(): void {
  find('[data-key=all][aria-pressed=false]')?.click();
  // The field comes with the next rendering.
  requestAnimationFrame(() => requestAnimationFrame(() => find('input[type=search]')?.focus()));
}

/** The keys act on what one sees alone: beside another page the talk goes on, hidden. */
function find(selector: string): HTMLElement | undefined {
  return shown(selector)[0];
}

function shown(selector: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(selector)].filter((one) => one.checkVisibility());
}

function kept(): boolean {
  try {
    return localStorage.getItem(KEPT_AS) !== 'off';
  } catch {
    return true;
  }
}
