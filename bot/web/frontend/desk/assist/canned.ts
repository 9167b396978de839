import { batch, computed, effect, signal } from '@preact/signals';
import { Problem } from '../../shared/api/problem';
import { list, object, text, type Json } from '../../shared/api/read';
import type { Language } from '../../shared/i18n/language';
import { language } from '../../shared/i18n/phrases';
import { troubleWords } from '../deed';
import type { Desk } from '../desk';
import { path } from './client';
import { Macros, type Macro, type Reading } from './macros';

/** A reply that the shop's people share; either text may be empty. */
export interface CannedReply {
  readonly id: string;
  readonly shortcut: string;
  readonly en: string;
  readonly zh: string;
}

/** What the variables stand for in one conversation. */
interface Filled {
  readonly of: string;
  readonly reading: Reading;
  readonly values: Readonly<Record<string, string>>;
  readonly orders: readonly string[];
  readonly order: string;
  readonly language: Language;
}

/** What "/" and a word may mean. */
export type Match = { readonly is: 'reply'; readonly reply: CannedReply } | { readonly is: 'macro'; readonly macro: Macro };

/** A variable that nothing stands for; the service accepts no other. */
const GAP = /\{(customer|agent|order|status|tracking|shop|hours)\}/g;
/** What is typed to find a reply: a slash and a word, and nothing else yet. */
const ASKS = /^\/([\w\-\u3400-\u9fff]*)$/;
const MOST = 8;

/** Ready-made replies: found by "/" and typing, filled from data; what stands for nothing is never sent. */
export class Canned {
  readonly replies = signal<readonly CannedReply[]>([]);
  readonly repliesReading = signal<Reading>('awaited');
  /** Of the conversation that is open, never of another; null until it is asked for. */
  readonly filled = computed(() => (this.#filled.value?.of === this.desk.chosen.value ? this.#filled.value : null));
  readonly marked = signal(0);
  readonly editing = signal(false);
  readonly trouble = signal<string | null>(null);
  /** The replies and macros that fit what is typed; null when none is looked for. */
  readonly matches = computed((): Match[] | null => {
    const asked = ASKS.exec(this.desk.draft.value)?.[1]?.toLowerCase();
    if (asked === undefined || this.#isShut.value) return null;
    const replies = this.replies.value.filter((one) => one.shortcut.includes(asked) || this.#textOf(one).toLowerCase().includes(asked));
    const macros = this.macros.all.value.filter((one) => one.shortcut.includes(asked) || one.name.toLowerCase().includes(asked));
    return [...macros.map((macro) => ({ is: 'macro', macro }) as const), ...replies.map((reply) => ({ is: 'reply', reply }) as const)].slice(0, MOST);
  });
  /** Whether it is still being read what there is to be found, or what fills it here. */
  readonly reading = computed(() => [this.repliesReading.value, this.macros.reading.value, this.filled.value?.reading ?? 'awaited'].includes('awaited'));
  /** Variables in the reply for which there is no value. */
  readonly holes = computed(() => [...new Set(this.desk.draft.value.match(GAP) ?? [])]);
  /** What keeps the reply from being sent: its holes, or "/" and a word that may yet turn out to be a reply's. */
  readonly missing = computed(() => (this.matches.value && (this.reading.value || !this.#isListed.value) ? [this.desk.draft.value] : this.holes.value));

  readonly macros: Macros;

  readonly #filled = signal<Filled | null>(null);
  readonly #isShut = signal(false);
  readonly #isListed = computed(() => this.repliesReading.value === 'known' && this.macros.reading.value === 'known');
  /** What was picked last, and as what it was written. */
  #picked: { readonly of: string | null; readonly reply: CannedReply; readonly written: string } | null = null;
  /** The newest reading of the variables counts. */
  #asked = 0;

  constructor(readonly desk: Desk) {
    this.macros = new Macros(desk, (id, isWanted) => this.#write(id, isWanted));
    effect(() => {
      void this.desk.chosen.value;
      this.#filled.value = null;
    });
    effect(() => {
      void this.desk.chosen.value;
      void this.desk.draft.value;
      this.#isShut.value = false;
      this.marked.value = 0;
    });
  }

  /** Reads the replies, the macros and what fills them, when somebody begins to look for one; what fails empties nothing else. */
  async read(order = this.filled.peek()?.order ?? ''): Promise<void> {
    await Promise.all([this.readReplies(), this.macros.read().catch(() => undefined), this.#readVariables(order)]);
  }

  /** Another order for the variables: what the one before stood for is gone at once. */
  choose(order: string): Promise<void> {
    return this.#readVariables(order);
  }

  /** Puts a reply where it is written, with its variables filled; those without a value stay to be seen. */
  pick(reply: CannedReply): void {
    const values = this.filled.peek()?.values ?? {};
    const written = this.#textOf(reply).replace(GAP, (gap, name: string) => values[name] ?? gap);
    this.#picked = { of: this.desk.chosen.peek(), reply, written };
    this.desk.draft.value = written;
  }

  /** Takes up what was found, unless it is still being read; a macro is shown before it runs. */
  take(match: Match): void {
    if (this.reading.peek()) return;
    if (match.is === 'reply') this.pick(match.reply);
    else void this.macros.choose(match.macro);
  }

  /** Takes the keys of the list while it is open; tells whether it has taken this one. */
  takes(event: KeyboardEvent): boolean {
    const found = this.matches.value;
    if (!found || event.isComposing || !this.#hasUseFor(event, found)) return false;
    event.preventDefault();
    // While it is being read nothing is picked or sent, and the list, which says so, stays.
    if (event.key === 'ArrowDown') this.marked.value = (this.marked.value + 1) % found.length;
    else if (event.key === 'ArrowUp') this.marked.value = (this.marked.value + found.length - 1) % found.length;
    else if (this.reading.value) return true;
    else if (event.key === 'Escape') this.#isShut.value = true;
    else if (found.length > 0) this.take(found[Math.min(this.marked.value, found.length - 1)]!);
    else void this.read();
    return true;
  }

  #hasUseFor({ key, shiftKey }: KeyboardEvent, found: readonly Match[]): boolean {
    if (key === 'ArrowDown' || key === 'ArrowUp') return found.length > 0;
    if (key === 'Tab') return !shiftKey && (found.length > 0 || this.reading.value);
    // With nothing found it is sent as it stands, once it is known that there is nothing.
    if (key === 'Enter') return found.length > 0 || this.reading.value || !this.#isListed.value;
    return key === 'Escape';
  }

  /** Reads the replies alone; what goes wrong is told as `trouble`. */
  async readReplies(): Promise<void> {
    if (this.repliesReading.peek() === 'failed') this.repliesReading.value = 'awaited';
    try {
      const found = await this.desk.client.read('/desk/canned');
      batch(() => {
        this.replies.value = list(found?.['replies'], readReply);
        this.repliesReading.value = 'known';
      });
    } catch (error) {
      this.repliesReading.value = 'failed';
      this.trouble.value = troubleWords(error);
    }
  }

  async #readVariables(order: string): Promise<void> {
    const id = this.desk.chosen.peek();
    if (!id) return;
    const mine = ++this.#asked;
    const isNewest = (): boolean => this.#asked === mine && this.desk.chosen.peek() === id;
    const before = this.filled.peek() ?? { ...readFilled(id, undefined), language: language.peek() };
    const unfilled: Filled = { ...before, reading: 'awaited', values: {}, order };
    if (before.reading !== 'known' || before.order !== order) this.#fill(unfilled);
    try {
      const found = await this.desk.client.read(`${path(id)}/variables${order && `?order=${encodeURIComponent(order)}`}`);
      if (isNewest()) this.#fill({ ...readFilled(id, found), reading: 'known' });
    } catch (error) {
      // An order that is no longer theirs is not asked for again.
      const isGone = error instanceof Problem && error.status === 404;
      if (isNewest()) this.#filled.value = { ...unfilled, reading: 'failed', order: isGone ? '' : order };
    }
  }

  /** What was picked here and not yet touched is filled anew. */
  #fill(filled: Filled): void {
    const picked = this.#picked;
    batch(() => {
      this.#filled.value = filled;
      if (picked?.of === filled.of && this.desk.draft.peek() === picked.written) this.pick(picked.reply);
    });
  }

  /** Writes a macro's reply once what fills it has been read; what was typed meanwhile stays below it. */
  async #write(id: string, isWanted: () => boolean): Promise<boolean> {
    const before = this.desk.draft.peek();
    if (this.repliesReading.peek() === 'failed') await this.readReplies();
    while (isWanted() && this.reading.peek()) await this.read();
    if (!isWanted() || this.repliesReading.peek() !== 'known') return false;
    const typed = this.desk.draft.peek();
    const reply = this.replies.peek().find((one) => one.id === id);
    if (reply) this.pick(reply);
    if (reply && typed !== before) this.desk.draft.value += `\n${typed}`;
    return true;
  }

  /** Keeps a reply, new or changed; tells whether it was taken. */
  async keep(reply: CannedReply): Promise<boolean> {
    const { id, shortcut, en, zh } = reply;
    return this.#edit(id ? `/desk/canned/${encodeURIComponent(id)}` : '/desk/canned', { shortcut, en, zh });
  }

  async remove(id: string): Promise<boolean> {
    return this.#edit(`/desk/canned/${encodeURIComponent(id)}/remove`, {});
  }

  async edit(): Promise<void> {
    this.trouble.value = null;
    this.editing.value = true;
    await this.readReplies();
  }

  async #edit(url: string, body: Json): Promise<boolean> {
    this.trouble.value = null;
    try {
      await this.desk.client.send(url, body);
    } catch (error) {
      this.trouble.value = troubleWords(error);
      return false;
    }
    await this.readReplies();
    return true;
  }

  /** In the customer's language where there is one, else in the other; in the reader's until the customer's is known. */
  #textOf(reply: CannedReply): string {
    return (this.filled.value?.language ?? language.value) === 'zh' ? reply.zh || reply.en : reply.en || reply.zh;
  }

  /** As it would be said in the chosen conversation. */
  preview(reply: CannedReply): string {
    return this.#textOf(reply);
  }
}

function readReply(value: unknown): CannedReply | undefined {
  const json = object(value);
  const id = text(json?.['id']);
  const shortcut = text(json?.['shortcut']);
  return id && shortcut ? { id, shortcut, en: text(json?.['en']) ?? '', zh: text(json?.['zh']) ?? '' } : undefined;
}

function readFilled(of: string, json: Json | undefined): Filled {
  const values = object(json?.['values']) ?? {};
  const known = Object.entries(values).flatMap(([name, value]) => (text(value) ? [[name, text(value)!] as const] : []));
  return {
    of,
    reading: 'awaited',
    values: Object.fromEntries(known),
    orders: list(json?.['orders'], text),
    order: text(json?.['order']) ?? '',
    language: json?.['language'] === 'zh' ? 'zh' : 'en',
  };
}
