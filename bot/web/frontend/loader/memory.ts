import { languageOf, type Language } from '../shared/i18n/language';

const KEY = 'shoptalk';
const OPEN = `${KEY}.open`;
export const HELD = `${KEY}.held.`;

/**
 * The shop's own storage, or this page's memory where storage is refused.
 *
 * Texts of the panel are kept as they came: a shop's page may have put its own in place of JSON.
 */
export class Memory {
  readonly #here = new Map<string, string>();

  constructor(
    private readonly lasting: () => Storage = () => localStorage,
    private readonly ofTab: () => Storage = () => sessionStorage,
  ) {}

  /** What resumes the conversation, as the panel wrote it; the panel also proves it before use. */
  get session(): string | null {
    return this.#read(KEY);
  }

  set session(session: string | null) {
    this.#write(KEY, session);
  }

  /** The language that the shopper chose in the panel. */
  get language(): Language | undefined {
    return languageOf(this.#read(`${KEY}.language`));
  }

  set language(language: Language) {
    this.#write(`${KEY}.language`, language);
  }

  /** Whether the shop had named a customer, who must not be left behind for the next one at this browser. */
  get known(): boolean {
    return this.#read(`${KEY}.known`) === '1';
  }

  set known(known: boolean) {
    this.#write(`${KEY}.known`, known ? '1' : null);
  }

  /** Whether the panel was open on the last page of this tab. */
  get open(): boolean {
    return this.#read(OPEN, this.ofTab) === '1';
  }

  set open(open: boolean) {
    this.#write(OPEN, open ? '1' : null, this.ofTab);
  }

  /** A text that the panel wants kept under a name: a message that is not sent yet, what the shopper picked. */
  hold(name: string, text: string | null): void {
    this.#write(HELD + name, text);
  }

  /** All that the panel wants kept, by name. */
  get held(): Record<string, string> {
    const held: Record<string, string> = {};
    for (const [key, text] of this.#here) if (key.startsWith(HELD)) held[key.slice(HELD.length)] = text;
    attempt(() => {
      const storage = this.lasting();
      for (let at = 0; at < storage.length; at++) {
        const key = storage.key(at)!;
        if (key.startsWith(HELD)) held[key.slice(HELD.length)] = storage.getItem(key)!;
      }
    });
    return held;
  }

  /** Leaves nothing of a customer who signed out, but what belongs to the browser's user whoever it is. */
  forget(): void {
    const { held } = this;
    for (const name in held) if (Object.hasOwn(held, name) && name !== 'sound' && name !== 'quiet') this.hold(name, null);
    this.session = null;
  }

  #read(key: string, where = this.lasting): string | null {
    const stored = attempt(() => where().getItem(key));
    return stored ?? this.#here.get(key) ?? null;
  }

  #write(key: string, text: string | null, where = this.lasting): void {
    this.#here.delete(key);
    if (attempt(() => (text === null ? where().removeItem(key) : where().setItem(key, text), true)) || text === null) return;
    this.#here.set(key, text);
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
