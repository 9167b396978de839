import { computed, signal } from '@preact/signals';
import { Problem } from '../shared/api/problem';
import { list, object, text } from '../shared/api/read';
import type { Outgoing } from '../shared/conversation/state';
import type { Upload } from './attach/upload';
import { f } from './attach/words';

/** What somebody has begun in a conversation and not brought to its end. */
export interface Begun {
  readonly draft: string;
  /** The private note that is being written. */
  readonly note: string;
  readonly picked: readonly Upload[];
  readonly outgoing: readonly Outgoing[];
}

const NOTHING: Begun = { draft: '', note: '', picked: [], outgoing: [] };
const KEPT_AS = 'shoptalk.desk.begun';
const FILES_LOST = 'files-lost';

/** What one person has begun, by conversation: looking at another one loses none of it. What is written outlives a reload of the tab. */
export class Kept {
  readonly all = signal<ReadonlyMap<string, Begun>>(new Map());
  /** The conversations in which a reply was not sent, with its words. */
  readonly unsent = computed<ReadonlyMap<string, string>>(() => {
    const found = [...this.all.value].map(([id, { outgoing }]) => [id, outgoing.find(isUnsent)?.shown] as const);
    return new Map(found.filter((one): one is [string, string] => one[1] !== undefined));
  });
  /** Whether a reply is under way or was not sent. */
  readonly owes = computed(() => [...this.all.value.values()].some(({ outgoing }) => outgoing.length > 0));

  /** Whether the page holds what would be gone with it. */
  get losesAny(): boolean {
    return [...this.all.peek().values()].some(({ picked, outgoing }) => picked.length + outgoing.length > 0);
  }

  of(id: string): Begun {
    return this.all.peek().get(id) ?? NOTHING;
  }

  put(id: string, change: Partial<Begun>): void {
    const was = this.of(id);
    const now = { ...was, ...change };
    if (FIELDS.every((field) => was[field] === now[field])) return;
    const all = new Map(this.all.peek()).set(id, now);
    if (FIELDS.every((field) => now[field].length === 0)) all.delete(id);
    this.all.value = all;
  }

  /** Leaves nothing of it behind, in the browser neither. */
  clear(): void {
    for (const { picked } of this.all.peek().values()) picked.forEach((upload) => upload.forget());
    this.all.value = new Map();
    this.#write(null);
  }

  /** Writes down for this person what they have written; files cannot be. */
  store(login: string): void {
    const written = [...this.all.value].flatMap(([id, { draft, note, outgoing }]) => {
      const replies = outgoing.map(({ key, shown, pictures, problem }) => ({ key, shown, loses: pictures.length > 0 || problem?.kind === FILES_LOST }));
      return draft || note || replies.length > 0 ? [[id, { draft, note, replies }]] : [];
    });
    this.#write(written.length > 0 ? JSON.stringify({ login, written: Object.fromEntries(written) }) : null);
  }

  /** Takes up what this person wrote before the page was loaded anew. */
  recall(login: string): void {
    const stored = read();
    if (text(stored?.['login']) !== login) return;
    for (const [id, one] of Object.entries(object(stored?.['written']) ?? {})) {
      const begun = object(one);
      this.put(id, { draft: text(begun?.['draft']) ?? '', note: text(begun?.['note']) ?? '', outgoing: list(begun?.['replies'], readReply) });
    }
  }

  #write(words: string | null): void {
    try {
      if (words === null) sessionStorage.removeItem(KEPT_AS);
      else sessionStorage.setItem(KEPT_AS, words);
    } catch {
      // A browser that stores nothing keeps it as long as the page.
    }
  }
}

/** What has been typed beside words that were sent meanwhile. */
export function typedSince(now: string, sent: string): string {
  return now.startsWith(sent) ? now.slice(sent.length).trimStart() : now;
}

const FIELDS = ['draft', 'note', 'picked', 'outgoing'] as const;

/** Of which nobody knows any more whether it got through: it is sent again under the same key, or written anew where its files are gone. */
function readReply(value: unknown): Outgoing | undefined {
  const json = object(value);
  const key = text(json?.['key']);
  const shown = text(json?.['shown']) ?? '';
  if (!key) return undefined;
  const own = { key, outbound: { text: shown }, shown, pictures: [] };
  return json?.['loses'] ? { ...own, delivery: 'refused', problem: new Problem(422, f('lost'), FILES_LOST) } : { ...own, delivery: 'failed' };
}

function isUnsent({ delivery }: Outgoing): boolean {
  return delivery === 'failed' || delivery === 'refused';
}

function read(): Record<string, unknown> | undefined {
  try {
    return object(JSON.parse(sessionStorage.getItem(KEPT_AS) ?? 'null'));
  } catch {
    return undefined;
  }
}
