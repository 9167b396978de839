import { batch, effect, signal } from '@preact/signals';
import type { Message } from '../../shared/api/message';
import { list, object, text } from '../../shared/api/read';
import type { Language } from '../../shared/i18n/language';
import { language } from '../../shared/i18n/phrases';
import { troubleWords } from '../deed';
import type { Desk } from '../desk';
import { path } from './client';
import { w } from './wordingWords';

/** After so long it is said that the model takes its time. */
const SLOW = 4000;

export type Made =
  | { readonly is: 'loading'; readonly slow: boolean }
  | { readonly is: 'failed'; readonly why: string }
  | { readonly is: 'differs'; readonly figures: readonly string[] }
  | { readonly is: 'found'; readonly text: string };

/** Messages in the reader's language, by their ids: the service keeps what was made. */
export class Wordings {
  readonly made = signal<ReadonlyMap<string, Made>>(new Map());
  /** While all are translated: how many are done, of how many. */
  readonly progress = signal<{ readonly done: number; readonly of: number } | null>(null);

  constructor(readonly desk: Desk) {}

  /** Reads what was made before; returns what ends it. */
  follow(): () => void {
    return effect(() => {
      const id = this.desk.chosen.value;
      const into = language.value;
      batch(() => {
        this.made.value = new Map();
        this.progress.value = null;
      });
      if (id) void this.#read(id, into);
    });
  }

  async translate(message: string): Promise<boolean> {
    const id = this.desk.chosen.peek();
    const into = language.peek();
    if (!id || this.made.peek().get(message)?.is === 'loading') return false;
    const show = (made: Made): void => {
      if (this.#is(id, into)) this.made.value = new Map(this.made.peek()).set(message, made);
    };
    show({ is: 'loading', slow: false });
    const late = setTimeout(() => show({ is: 'loading', slow: true }), SLOW);
    try {
      const json = await this.desk.client.send(`${path(id)}/messages/${encodeURIComponent(message)}/translation`, { into });
      const said = text(json?.['text']);
      clearTimeout(late);
      show(said ? { is: 'found', text: said } : { is: 'differs', figures: list(json?.['differs'], text) });
      return true;
    } catch (error) {
      clearTimeout(late);
      show({ is: 'failed', why: troubleWords(error, { 'generator-unavailable': w('away') }) });
      return false;
    }
  }

  /** One after the other, until the model fails: the rest is left for another press. */
  async translateAll(): Promise<void> {
    if (this.progress.peek()) return;
    const id = this.desk.chosen.peek();
    const into = language.peek();
    const left = this.desk.state.peek().messages.filter((message) => isForeign(message) && this.made.peek().get(message.id)?.is !== 'found');
    for (const [done, message] of left.entries()) {
      if (!id || !this.#is(id, into)) return;
      this.progress.value = { done, of: left.length };
      if (!(await this.translate(message.id))) break;
    }
    if (id && this.#is(id, into)) this.progress.value = null;
  }

  async #read(id: string, into: Language): Promise<void> {
    const json = await this.desk.client.read(`${path(id)}/translations?language=${into}`).catch(() => undefined);
    if (!this.#is(id, into)) return;
    const kept = Object.entries(object(json?.['translations']) ?? {}).flatMap(([message, said]) => (typeof said === 'string' ? [[message, { is: 'found', text: said }] as const] : []));
    this.made.value = new Map<string, Made>([...kept, ...this.made.peek()]);
  }

  #is(id: string, into: Language): boolean {
    return this.desk.chosen.peek() === id && language.peek() === into;
  }
}

/** Whether somebody wrote it in a language that is not the reader's. */
export function isForeign(message: Message): boolean {
  return message.author !== 'system' && !message.draft && (message.language === 'en' || message.language === 'zh') && message.language !== language.value && wordsOf(message) !== '';
}

function wordsOf(message: Message): string {
  return message.parts
    .map((part) => (part.kind === 'text' || part.kind === 'answer' ? part.text : ''))
    .join(' ')
    .trim();
}
