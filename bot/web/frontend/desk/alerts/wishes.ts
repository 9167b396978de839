import { computed, signal } from '@preact/signals';
import { object } from '../../shared/api/read';

/** What one person wants to be told of in this browser, and how. */
export interface Wishes {
  readonly sound: boolean;
  readonly notify: boolean;
  readonly waiting: boolean;
  readonly given: boolean;
  readonly message: boolean;
  /** Whether it is quiet while they are away. */
  readonly quietAway: boolean;
}

export const USUAL: Wishes = { sound: true, notify: true, waiting: true, given: true, message: true, quietAway: true };

const name = (login: string): string => `shoptalk.desk.alerts:${login}`;

/** Kept in the browser for each account; every tab goes by the same. */
export class KeptWishes {
  readonly #login = signal('');
  readonly #changed = signal(0);
  readonly value = computed<Wishes>(() => {
    void this.#changed.value;
    return read(this.#login.value);
  });

  constructor() {
    addEventListener('storage', (event) => event.key?.startsWith(name('')) && this.#changed.value++);
  }

  of(login: string): void {
    this.#login.value = login;
  }

  set(change: Partial<Wishes>): void {
    try {
      localStorage.setItem(name(this.#login.value), JSON.stringify({ ...this.value.value, ...change }));
    } catch {
      // A browser that keeps nothing goes by what is usual.
    }
    this.#changed.value++;
  }
}

function read(login: string): Wishes {
  try {
    const kept = object(JSON.parse(localStorage.getItem(name(login)) ?? '{}')) ?? {};
    const known = Object.entries(kept).filter(([wish, value]) => wish in USUAL && typeof value === 'boolean');
    return { ...USUAL, ...Object.fromEntries(known) };
  } catch {
    return USUAL;
  }
}
