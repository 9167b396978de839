import type { Session } from '../shared/protocol';
import { languageOf, type Language } from '../shared/i18n/language';

const KEY = 'shoptalk';
const OPEN = 'shoptalk.open';

/** What is kept between two pages of the shop. */
export interface Kept {
  /** As the panel gave it, which also proves it before use. */
  readonly session: Session | null;
  /** The language that the shopper chose in the panel. */
  readonly language?: Language | undefined;
  /** Whether the shop had named a customer, who must not be left behind for the next one at this browser. */
  readonly known?: boolean;
}

/** The shop's own storage, or this page's memory where storage is refused. */
export class Memory {
  #kept: Kept = { session: null };
  #open = false;

  constructor(
    private readonly lasting: () => Storage = () => localStorage,
    private readonly ofTab: () => Storage = () => sessionStorage,
  ) {}

  get kept(): Kept {
    const stored = attempt(() => JSON.parse(this.lasting().getItem(KEY) ?? 'null') as Partial<Kept> | null);
    if (!stored) return this.#kept;
    return { session: stored.session ?? null, language: languageOf(stored.language), known: stored.known === true };
  }

  keep(change: Partial<Kept>): void {
    this.#kept = { ...this.kept, ...change };
    attempt(() => this.lasting().setItem(KEY, JSON.stringify(this.#kept)));
  }

  /** Whether the panel was open on the last page of this tab. */
  get open(): boolean {
    return attempt(() => this.ofTab().getItem(OPEN) === '1') ?? this.#open;
  }

  set open(open: boolean) {
    this.#open = open;
    attempt(() => this.ofTab().setItem(OPEN, open ? '1' : '0'));
  }
}

/** The result, or undefined where the browser refuses storage or it is full. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
