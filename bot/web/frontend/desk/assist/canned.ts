import { batch, computed, signal } from '@preact/signals';
import { Problem } from '../../shared/api/problem';
import { list, object, text, type Json } from '../../shared/api/read';
import { problemWords } from '../../shared/chat/problemWords';
import type { Desk } from '../desk';
import { path } from './client';
import { Macros, type Macro } from './macros';

/** A reply that the shop's people share; either text may be empty. */
export interface CannedReply {
  readonly id: string;
  readonly shortcut: string;
  readonly en: string;
  readonly zh: string;
}

/** What the variables stand for in the chosen conversation. */
interface Filled {
  readonly of: string;
  readonly values: Readonly<Record<string, string>>;
  readonly orders: readonly string[];
  readonly order: string;
  readonly language: 'en' | 'zh';
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
  readonly filled = signal<Filled | null>(null);
  readonly marked = signal(0);
  readonly editing = signal(false);
  readonly trouble = signal<string | null>(null);
  /** The replies and macros that fit what is typed; null when none is looked for. */
  readonly matches = computed((): Match[] | null => {
    const asked = ASKS.exec(this.desk.draft.value)?.[1]?.toLowerCase();
    if (asked === undefined || this.#shut.value === this.desk.draft.value) return null;
    const replies = this.replies.value.filter((one) => one.shortcut.includes(asked) || this.#textOf(one).toLowerCase().includes(asked));
    const macros = this.macros.all.value.filter((one) => one.shortcut.includes(asked) || one.name.toLowerCase().includes(asked));
    return [...macros.map((macro) => ({ is: 'macro', macro }) as const), ...replies.map((reply) => ({ is: 'reply', reply }) as const)].slice(0, MOST);
  });
  /** Variables in the reply for which there is no value. */
  readonly missing = computed(() => [...new Set(this.desk.draft.value.match(GAP) ?? [])]);

  readonly macros: Macros;

  readonly #shut = signal('');
  #picked: CannedReply | null = null;
  #written = '';

  constructor(readonly desk: Desk) {
    this.macros = new Macros(desk, (id) => {
      const reply = this.replies.peek().find((one) => one.id === id);
      if (reply) this.pick(reply);
    });
  }

  /** Reads the replies and what fills them, when somebody begins to look for one. */
  async read(order = ''): Promise<void> {
    const id = this.desk.chosen.peek();
    if (!id) return;
    const query = order ? `?order=${encodeURIComponent(order)}` : '';
    try {
      const [kept, filled] = await Promise.all([this.desk.client.read('/desk/canned'), this.desk.client.read(`${path(id)}/variables${query}`), this.macros.read()]);
      if (this.desk.chosen.peek() !== id) return;
      batch(() => {
        this.replies.value = list(kept?.['replies'], readReply);
        this.filled.value = readFilled(id, filled);
        this.marked.value = 0;
      });
    } catch (error) {
      this.trouble.value = error instanceof Problem ? problemWords(error) : String(error);
    }
  }

  /** Another order for the variables: what was picked and not yet touched is filled anew. */
  async choose(order: string): Promise<void> {
    await this.read(order);
    if (this.#picked && this.desk.draft.peek() === this.#written) this.pick(this.#picked);
  }

  /** Puts a reply where it is written, with its variables filled. */
  pick(reply: CannedReply): void {
    const values = this.filled.value?.values ?? {};
    this.#picked = reply;
    this.#written = this.#textOf(reply).replace(GAP, (gap, name: string) => values[name] ?? gap);
    this.desk.draft.value = this.#written;
  }

  /** Takes up what was found: a macro is shown before it runs. */
  take(match: Match): void {
    if (match.is === 'reply') this.pick(match.reply);
    else this.macros.choose(match.macro);
  }

  /** Takes the keys of the list while it is open; tells whether it has taken this one. */
  takes(event: KeyboardEvent): boolean {
    const found = this.matches.value;
    if (!found || event.isComposing) return false;
    if (event.key === 'Escape') this.#shut.value = this.desk.draft.value;
    else if (found.length === 0) return false;
    else if (event.key === 'ArrowDown') this.marked.value = (this.marked.value + 1) % found.length;
    else if (event.key === 'ArrowUp') this.marked.value = (this.marked.value + found.length - 1) % found.length;
    else if (event.key === 'Enter' || event.key === 'Tab') this.take(found[Math.min(this.marked.value, found.length - 1)]!);
    else return false;
    event.preventDefault();
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
    await this.read();
  }

  async #edit(url: string, body: Json): Promise<boolean> {
    this.trouble.value = null;
    try {
      await this.desk.client.send(url, body);
    } catch (error) {
      // What was wrong and what is accepted is told in the service's own words.
      this.trouble.value = error instanceof Problem ? (error.status === 422 ? error.detail : problemWords(error)) : String(error);
      return false;
    }
    await this.read();
    return true;
  }

  /** In the customer's language where there is one, else in the other. */
  #textOf(reply: CannedReply): string {
    return this.filled.value?.language === 'zh' ? reply.zh || reply.en : reply.en || reply.zh;
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
    values: Object.fromEntries(known),
    orders: list(json?.['orders'], text),
    order: text(json?.['order']) ?? '',
    language: json?.['language'] === 'zh' ? 'zh' : 'en',
  };
}
