import { batch, effect, signal } from '@preact/signals';
import { troubleWords } from '../deed';
import type { Desk } from '../desk';
import { choices, EVERYTHING, find, type Choices, type Found, type Query } from './client';

const WHILE_TYPING = 250;
const WHILE_EVENTS_COME = 2000;

/** All conversations of the shop as one person looks through them. */
export class Talks {
  /** Whether they are listed in place of who is at the desk. */
  readonly open = signal(false);
  readonly query = signal<Query>(EVERYTHING);
  readonly found = signal<readonly Found[] | null>(null);
  readonly next = signal<string | null>(null);
  readonly allNames = signal(true);
  readonly trouble = signal<string | null>(null);
  /** What there is to choose from; null until it is known. */
  readonly choices = signal<Choices | null>(null);
  #due: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(private readonly desk: Desk) {}

  /** Keeps what is listed as it is now; gives what ends that. */
  follow(): () => void {
    const stop = effect(() => {
      if (this.desk.changed.value.length > 0 && this.open.peek()) this.#later(WHILE_EVENTS_COME);
    });
    return () => {
      stop();
      clearTimeout(this.#due);
    };
  }

  /** Whether one of the filters that are folded away is set. */
  get isNarrow(): boolean {
    const { agent, origin, topic, team, tag } = this.query.peek();
    return Boolean(agent || origin || topic || team || tag);
  }

  /** Opens what the address asks for, so that a list can be shared; whether it asks for one. */
  readAddress(): boolean {
    const asked = new URLSearchParams(location.hash.slice(1));
    const named = Object.keys(EVERYTHING).filter((name) => asked.has(name));
    if (named.length === 0) return false;
    this.query.value = { ...EVERYTHING, ...Object.fromEntries(named.map((name) => [name, asked.get(name) ?? ''])) };
    this.show(true);
    return true;
  }

  #writeAddress(): void {
    const set = Object.entries(this.query.value).filter(([name, value]) => value !== EVERYTHING[name as keyof Query]);
    // The view is named always, so that an address without a filter asks for the whole list.
    const shared = this.open.value ? `#${new URLSearchParams([['view', this.query.value.view], ...set.filter(([name]) => name !== 'view')])}` : '';
    history.replaceState(history.state, '', location.pathname + location.search + shared);
  }

  show(open: boolean): void {
    this.open.value = open;
    this.#writeAddress();
    if (!open) return;
    void this.#read(null);
    void choices(this.desk.client).then(
      (all) => (this.choices.value = all),
      () => undefined,
    );
  }

  ask(change: Partial<Query>): void {
    this.query.value = { ...this.query.value, ...change };
    this.#writeAddress();
    clearTimeout(this.#due);
    this.#due = undefined;
    this.#later(WHILE_TYPING);
  }

  more(): void {
    if (this.next.value) void this.#read(this.next.value);
  }

  #later(wait: number): void {
    this.#due ??= setTimeout(() => {
      this.#due = undefined;
      void this.#read(null);
    }, wait);
  }

  /** The first page, or the one after the given place; an answer that a later question has outrun is dropped. */
  async #read(after: string | null): Promise<void> {
    const asked = ++this.#asked;
    try {
      const page = await find(this.desk.client, this.query.value, after);
      if (asked !== this.#asked) return;
      batch(() => {
        this.found.value = after ? [...(this.found.value ?? []), ...page.found] : page.found;
        this.next.value = page.next;
        this.allNames.value = page.allNames;
        this.trouble.value = null;
      });
    } catch (error) {
      if (asked !== this.#asked) return;
      this.trouble.value = troubleWords(error);
    }
  }
}
