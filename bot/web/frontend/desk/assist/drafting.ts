import { batch, effect, signal } from '@preact/signals';
import { list, text } from '../../shared/api/read';
import type { Language } from '../../shared/i18n/language';
import { troubleWords } from '../deed';
import type { Desk } from '../desk';
import { path } from './client';
import { w } from './wordingWords';

const SLOW = 4000;

export const STYLES = ['shorter', 'friendlier', 'formal'] as const;
export type Wish = (typeof STYLES)[number] | Language;

/** What a model made of the reply that is being written. */
export interface Other {
  /** Of which words. */
  readonly of: string;
  readonly wish: Wish;
  /** Absent where it says what those do not. */
  readonly text?: string;
  readonly wrong: readonly string[];
  /** Figures that are gone. */
  readonly leftOut: readonly string[];
}

/** The agent's own reply in other words: shown beside it, and taken only by a press, with a way back. */
export class Drafting {
  readonly wish = signal<Wish | null>(null);
  readonly slow = signal(false);
  readonly other = signal<Other | null>(null);
  readonly trouble = signal<string | null>(null);
  /** What the agent had written before other words were taken. */
  readonly own = signal<string | null>(null);

  constructor(readonly desk: Desk) {}

  follow(): () => void {
    return effect(() => {
      void this.desk.chosen.value;
      batch(() => {
        this.wish.value = null;
        this.other.value = null;
        this.trouble.value = null;
        this.own.value = null;
      });
    });
  }

  async ask(wish: Wish): Promise<void> {
    const id = this.desk.chosen.peek();
    const of = this.desk.draft.peek().trim();
    if (!id || !of || this.wish.peek()) return;
    batch(() => {
      this.wish.value = wish;
      this.slow.value = false;
      this.other.value = null;
      this.trouble.value = null;
    });
    const late = setTimeout(() => (this.slow.value = true), SLOW);
    try {
      const isTranslation = wish === 'en' || wish === 'zh';
      const json = await this.desk.client.send(`${path(id)}/${isTranslation ? 'translation' : 'rewording'}`, isTranslation ? { text: of, into: wish } : { text: of, style: wish });
      if (this.desk.chosen.peek() !== id) return;
      const said = text(json?.['text']);
      this.other.value = { of, wish, ...(said ? { text: said } : {}), wrong: list(json?.[isTranslation ? 'differs' : 'added'], text), leftOut: list(json?.['left_out'], text) };
    } catch (error) {
      if (this.desk.chosen.peek() === id) this.trouble.value = troubleWords(error, { 'generator-unavailable': w('away') });
    } finally {
      clearTimeout(late);
      if (this.desk.chosen.peek() === id) this.wish.value = null;
    }
  }

  take(): void {
    const said = this.other.peek()?.text;
    if (!said) return;
    batch(() => {
      this.own.value = this.desk.draft.peek();
      this.desk.draft.value = said;
      this.other.value = null;
    });
  }

  back(): void {
    const own = this.own.peek();
    if (own === null) return;
    batch(() => {
      this.desk.draft.value = own;
      this.own.value = null;
    });
  }
}
