import { effect, signal } from '@preact/signals';
import { list, object, text } from '../../shared/api/read';
import { troubleWords } from '../deed';
import type { Desk } from '../desk';

export interface Note {
  readonly id: string;
  readonly author: string;
  readonly text: string;
  readonly at: string;
}

export const REASONS = ['solved', 'no_answer', 'duplicate', 'spam', 'other'] as const;

/** What colleagues wrote down about the chosen conversation, as it stands now. */
export class CaseFile {
  readonly notes = signal<readonly Note[]>([]);
  readonly tags = signal<readonly string[]>([]);

  constructor(private readonly desk: Desk) {}

  follow(): () => void {
    const ends = [
      effect(() => {
        const chosen = this.desk.chosen.value;
        this.notes.value = [];
        this.tags.value = [];
        if (chosen) void this.#read(chosen);
      }),
      effect(() => {
        const changed = this.desk.changed.value;
        const chosen = this.desk.chosen.peek();
        if (chosen && changed.includes(chosen)) void this.#read(chosen);
      }),
    ];
    return () => ends.forEach((end) => end());
  }

  /** Whether it was taken. */
  write(words: string): Promise<boolean> {
    return this.#send('notes', { text: words });
  }

  tag(tag: string, on: boolean): Promise<boolean> {
    return this.#send('tags', { tag, on });
  }

  passOn(to: { readonly colleague: string } | { readonly team: string }, note: string): Promise<boolean> {
    return this.#send('transfer', { ...to, note });
  }

  close(reason: string | null): Promise<boolean> {
    return this.#send('close', { reason, ...this.desk.upTo });
  }

  async #read(id: string): Promise<void> {
    const json = await this.desk.client.read(`${path(id)}/file`).catch(() => undefined);
    if (!json || this.desk.chosen.peek() !== id) return;
    this.notes.value = list(json['notes'], readNote);
    this.tags.value = list(json['tags'], text);
  }

  async #send(what: string, body: Record<string, unknown>): Promise<boolean> {
    const id = this.desk.chosen.peek();
    if (!id) return false;
    const say = (trouble: string | null): void => {
      if (this.desk.chosen.peek() === id) this.desk.trouble.value = trouble;
    };
    try {
      await this.desk.client.send(`${path(id)}/${what}`, body);
      say(null);
      void this.desk.look();
      await this.#read(id);
      return true;
    } catch (error) {
      say(troubleWords(error));
      return false;
    }
  }
}

function readNote(value: unknown): Note | undefined {
  const json = object(value);
  const id = text(json?.['id']);
  return json && id ? { id, author: text(json['author']) ?? '', text: text(json['text']) ?? '', at: text(json['at']) ?? '' } : undefined;
}

function path(id: string): string {
  return `/desk/conversations/${encodeURIComponent(id)}`;
}
