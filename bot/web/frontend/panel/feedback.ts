import { batch, signal } from '@preact/signals';
import type { Client } from '../shared/api/client';
import type { Status } from '../shared/api/events';
import type { Message } from '../shared/api/message';
import { Problem } from '../shared/api/problem';
import { number, object, text } from '../shared/api/read';
import type { Session } from '../shared/protocol';

export type Score = 1 | 2 | 3 | 4 | 5;
export const SCORES: readonly Score[] = [1, 2, 3, 4, 5];
/** As the service takes it. */
export const LONGEST_COMMENT = 1000;

/** The help of a person that may be rated, or was. */
export interface Rating {
  readonly handoffId: string;
  readonly endedAt: number;
  /** Whether the mark may still be given or changed. */
  readonly open: boolean;
  readonly state: 'asked' | 'given' | 'declined';
  readonly score: Score | null;
  readonly comment: string;
}

const ANSWERS = new Set(['text', 'answer', 'products', 'order', 'insight']);
const NO_ANSWERS = new Set(['confirmation', 'handoff', 'form']);

/** Whether a message is an answer of the assistant, and no notice or question to be settled; as the service sees it. */
export function isJudged({ author, draft, parts }: Message): boolean {
  if (author !== 'bot' || draft) return false;
  return parts.some(({ kind }) => ANSWERS.has(kind)) && !parts.some(({ kind }) => NO_ANSWERS.has(kind));
}

/** What the shopper thought of the answers and of a person's help, as the service keeps it. */
export class Feedback {
  readonly thumbs = signal<ReadonlyMap<string, boolean>>(new Map());
  /** Answers whose mark could not be kept. */
  readonly failed = signal<ReadonlySet<string>>(new Set());
  readonly rating = signal<Rating | null>(null);
  #session: Session | null = null;
  #looked = '';
  /** Marks given so far: what was asked for before one of them is older than it. */
  #judged = 0;

  constructor(private readonly client: Client) {}

  /** Goes along with the conversation: asks once for each, and again whenever a person has left it. */
  follow(session: Session | null, status: Status, begun: boolean): void {
    const id = session?.conversation_id ?? '';
    if (this.#session?.conversation_id !== session?.conversation_id) this.#forget();
    this.#session = session;
    const wanted = `${id} ${status}`;
    if (!session || !begun || wanted === this.#looked) return;
    this.#looked = wanted;
    void this.#look(session);
  }

  /** Marks an answer; undefined takes the mark back. */
  async judge(messageId: string, helpful: boolean | undefined): Promise<void> {
    if (!this.#session) return;
    this.#judged++;
    const before = this.thumbs.value.get(messageId);
    this.#mark(messageId, helpful, false);
    try {
      await this.client.of(this.#session, `messages/${encodeURIComponent(messageId)}/thumb`, { helpful: helpful ?? null });
    } catch {
      this.#mark(messageId, before, true);
    }
  }

  /** Rates, or without a score declines to; raises Problem. */
  async rate(score: Score | null, comment = ''): Promise<void> {
    const rating = this.rating.value;
    if (!this.#session || !rating) return;
    const body = { handoff_id: rating.handoffId, score, comment };
    this.rating.value = readRating(await this.client.of(this.#session, 'rating', body)) ?? rating;
  }

  async #look(session: Session): Promise<void> {
    const judged = this.#judged;
    try {
      const json = object(await this.client.of(session, 'feedback'));
      if (this.#session?.conversation_id !== session.conversation_id) return;
      batch(() => {
        if (judged === this.#judged) this.thumbs.value = readThumbs(json?.['thumbs']);
        this.rating.value = readRating(json?.['rating']) ?? null;
      });
    } catch (error) {
      // Marks are asked for again with the next change; a conversation goes on without them.
      if (!(error instanceof Problem)) this.#looked = '';
    }
  }

  #mark(messageId: string, helpful: boolean | undefined, failed: boolean): void {
    const thumbs = new Map(this.thumbs.value);
    if (helpful === undefined) thumbs.delete(messageId);
    else thumbs.set(messageId, helpful);
    const troubles = new Set(this.failed.value);
    if (failed) troubles.add(messageId);
    else troubles.delete(messageId);
    batch(() => {
      this.thumbs.value = thumbs;
      this.failed.value = troubles;
    });
  }

  #forget(): void {
    this.#looked = '';
    batch(() => {
      this.thumbs.value = new Map();
      this.failed.value = new Set();
      this.rating.value = null;
    });
  }
}

function readThumbs(value: unknown): ReadonlyMap<string, boolean> {
  const entries = Object.entries(object(value) ?? {});
  return new Map(entries.filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'));
}

function readRating(value: unknown): Rating | undefined {
  const json = object(value);
  const handoffId = text(json?.['handoff_id']);
  const endedAt = Date.parse(text(json?.['ended_at']) ?? '');
  if (!json || !handoffId || Number.isNaN(endedAt)) return undefined;
  const score = SCORES.find((known) => known === number(json['score'])) ?? null;
  const state = (['given', 'declined'] as const).find((known) => known === json['state']) ?? 'asked';
  return { handoffId, endedAt, open: json['open'] === true, state, score, comment: text(json['comment']) ?? '' };
}
