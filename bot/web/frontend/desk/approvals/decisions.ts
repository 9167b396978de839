import { effect, signal } from '@preact/signals';
import { Problem } from '../../shared/api/problem';
import { ANYTHING, fetchPage, type Line } from '../audit/client';
import type { Asked, DeskClient } from '../client';
import type { Desk } from '../desk';
import { endOf, isOver, type End } from './ends';

/** A person's word on a request: on its way while it has no end. */
export interface Decision {
  readonly asked: Asked;
  readonly end?: End;
}

/** What this person has decided here, kept with how it ended until they put it away. */
export class Decisions {
  readonly made = signal<readonly Decision[]>([]);

  constructor(private readonly desk: Desk) {}

  /** Looks up what is not known to be over whenever the list is read anew; gives what ends that. */
  follow(): () => void {
    return effect(() => {
      const listed = new Set(this.desk.approvals.value.map((one) => one.id));
      for (const { asked, end } of this.made.peek()) {
        const isOpen = end && !isOver(end) && (!listed.has(asked.id) || end.state === 'claimed' || end.state === 'unheard');
        if (isOpen) void this.#lookUp(asked);
      }
    });
  }

  /** Takes a word to the service, one at a time for a request. An answer that was lost, or came too late, is found in the log. */
  async decide(asked: Asked, decision: 'approve' | 'refuse', word: string): Promise<void> {
    const earlier = this.#of(asked.id);
    if (earlier && (!earlier.end || isOver(earlier.end))) return;
    this.#keep(asked);
    this.#keep(asked, await this.#take(asked, decision, word));
    await this.desk.look();
  }

  putAway(id: string): void {
    this.made.value = this.made.value.filter((one) => one.asked.id !== id);
  }

  async #take(asked: Asked, decision: 'approve' | 'refuse', word: string): Promise<End> {
    try {
      const state = await this.desk.client.decide(asked.id, decision, word);
      if (state === 'done' || state === 'turned_down' || state === 'seen_to') return { state };
      // Why it was refused stands in the log alone.
      const found = await this.#find(asked);
      return state === 'refused' && found.state !== state ? { state } : found;
    } catch (error) {
      const isKnown = error instanceof Problem && error.status < 500 && error.kind !== 'proposal-void';
      return isKnown ? { state: 'failed', error } : this.#find(asked);
    }
  }

  async #lookUp(asked: Asked): Promise<void> {
    const found = await this.#find(asked);
    const end = this.#of(asked.id)?.end;
    // It may have been put away meanwhile, decided anew, or found to be over.
    if (end && !isOver(end)) this.#keep(asked, found);
  }

  async #find(asked: Asked): Promise<End> {
    try {
      return endOf(await storyOf(this.desk.client, asked), this.desk.me.peek()?.login ?? '');
    } catch {
      return { state: 'unheard' };
    }
  }

  #of(id: string): Decision | undefined {
    return this.made.peek().find((one) => one.asked.id === id);
  }

  #keep(asked: Asked, end?: End): void {
    const others = this.made.peek().filter((one) => one.asked.id !== asked.id);
    this.made.value = [...others, end ? { asked, end } : { asked }];
  }
}

/** What the log says of a request, the newest first. */
async function storyOf(client: DeskClient, { id, conversationId }: Asked): Promise<readonly Line[]> {
  const { lines } = await fetchPage(client, { ...ANYTHING, conversation: conversationId }, null);
  return lines.filter((line) => line.proposal === id);
}
