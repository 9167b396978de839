import { effect, signal } from '@preact/signals';
import { list, number, object, text } from '../../shared/api/read';
import type { DeskClient } from '../client';
import type { Desk } from '../desk';
import { problemWords } from '../problems';

/** An answer that could not be brought away by mail. */
export interface GivenUp {
  readonly messageId: string;
  readonly conversationId: string;
  readonly to: string;
  readonly givenUpAt: string;
  readonly tries: number;
  /** What went wrong, in the words of the mail server or of whoever could not reach it. */
  readonly error: string;
}

/** Letters that were given up: of the chosen conversation, or of all for those who see to it. */
export class Letters {
  readonly found = signal<readonly GivenUp[]>([]);
  readonly trouble = signal<string | null>(null);
  #asked = 0;

  constructor(
    private readonly desk: Desk,
    /** Of which conversation; null: of all. */
    private readonly of: string | null,
  ) {}

  /** Reads them now, and again as things change; gives what ends that. */
  follow(): () => void {
    void this.read();
    return effect(() => {
      const changed = this.desk.changed.value;
      if (this.of === null ? changed.length > 0 : changed.includes(this.of)) void this.read();
    });
  }

  async read(): Promise<void> {
    const asked = ++this.#asked;
    const found = await givenUp(this.desk.client, this.of).catch(() => null);
    if (found && asked === this.#asked) this.found.value = found;
  }

  async again(one: GivenUp): Promise<void> {
    try {
      await this.desk.client.send(`/desk/letters/${encodeURIComponent(one.messageId)}/again`, {});
      this.trouble.value = null;
    } catch (error) {
      this.trouble.value = problemWords(error);
    }
    await this.read();
  }
}

async function givenUp(client: DeskClient, of: string | null): Promise<GivenUp[]> {
  const url = of === null ? '/desk/letters' : `/desk/conversations/${encodeURIComponent(of)}/letters`;
  return list((await client.read(url))?.['letters'], (value) => {
    const json = object(value);
    const messageId = text(json?.['message_id']);
    const conversationId = text(json?.['conversation_id']);
    if (!json || !messageId || !conversationId) return undefined;
    return { messageId, conversationId, to: text(json['to']) ?? '', givenUpAt: text(json['given_up_at']) ?? '', tries: number(json['tries']) ?? 0, error: text(json['error']) ?? '' };
  });
}
