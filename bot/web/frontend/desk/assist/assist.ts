import { batch, effect, signal } from '@preact/signals';
import { newKey } from '../../shared/conversation/key';
import { language } from '../../shared/i18n/phrases';
import type { Desk } from '../desk';
import { problemWords } from '../problems';
import { Canned } from './canned';
import { Drafting } from './drafting';
import type { Macros } from './macros';
import { Wordings } from './wordings';
import { AssistClient, type Actions, type Suggestion, type Summary } from './client';

/** How long the talk must rest before it is summed up again. */
const REST = 1200;

export type Found<T> = { readonly is: 'loading' | 'failed' | 'idle' } | { readonly is: 'found'; readonly value: T };

const IDLE = { is: 'idle' } as const;
const LOADING = { is: 'loading' } as const;
const FAILED = { is: 'failed' } as const;

/** What helps with the chosen conversation; read when it is opened, and again when the talk goes on. */
export class Assist {
  readonly summary = signal<Found<Summary>>(IDLE);
  readonly suggestion = signal<Found<Suggestion | null>>(IDLE);
  readonly actions = signal<Found<Actions>>(IDLE);
  /** The action that is being proposed or made. */
  readonly acting = signal<string | null>(null);
  /** What went wrong with an action, in words. */
  readonly trouble = signal<string | null>(null);
  /** Whether the service has a language model; undefined until it has said. */
  readonly model = signal<boolean | undefined>(undefined);
  /** Whether the customer and the aids are shown where there is no room for them beside the talk. */
  readonly side = signal(false);
  readonly tab = signal<'customer' | 'aids'>('customer');
  readonly client: AssistClient;
  readonly canned: Canned;
  readonly macros: Macros;
  readonly wordings: Wordings;
  readonly drafting: Drafting;

  #timer: ReturnType<typeof setTimeout> | undefined;
  #read = new AbortController();

  constructor(readonly desk: Desk) {
    this.client = new AssistClient(desk.client);
    this.canned = new Canned(desk);
    this.macros = this.canned.macros;
    this.wordings = new Wordings(desk);
    this.drafting = new Drafting(desk);
  }

  /** Follows the choice of a conversation, the talk in it and the reader's language; returns what ends it. */
  follow(): () => void {
    let last = '';
    const ends = [this.wordings.follow(), this.drafting.follow()];
    const end = effect(() => {
      const id = this.desk.chosen.value;
      const newest = this.desk.state.value.messages.findLast((message) => !message.draft)?.id ?? '';
      const here = `${id} ${language.value}`;
      clearTimeout(this.#timer);
      if (here !== last) {
        last = here;
        this.#forget();
        if (id) void this.#readSummary(id);
      } else if (id && newest) {
        this.#timer = setTimeout(() => {
          void this.#readSummary(id);
          if (this.actions.peek().is === 'found') void this.readActions();
        }, REST);
      }
    });
    return () => [...ends, end].forEach((one) => one());
  }

  /** The part of the documents that answers what the customer asked. */
  async lookUp(): Promise<void> {
    const id = this.desk.chosen.peek();
    if (!id) return;
    const link = this.#read;
    this.suggestion.value = LOADING;
    const found = await this.client.suggestion(id).catch(() => undefined);
    if (!link.signal.aborted) this.suggestion.value = found === undefined ? FAILED : { is: 'found', value: found };
  }

  /** What the customer asked for and was not done. */
  async readActions(): Promise<void> {
    const id = this.desk.chosen.peek();
    if (!id) return;
    const link = this.#read;
    if (this.actions.peek().is !== 'found') this.actions.value = LOADING;
    const found = await this.client.actions(id).catch(() => undefined);
    if (!link.signal.aborted) this.actions.value = found === undefined ? FAILED : { is: 'found', value: found };
  }

  /** Asks the customer for their yes. */
  propose(action: string): Promise<void> {
    const key = newKey();
    return this.#act(action, (id) => this.client.propose(id, action, key));
  }

  /** Makes the change by this person's own word. */
  act(action: string): Promise<void> {
    return this.#act(action, (id) => this.client.act(id, action));
  }

  async #act(action: string, what: (id: string) => Promise<void>): Promise<void> {
    const id = this.desk.chosen.peek();
    if (!id || this.acting.peek()) return;
    this.acting.value = action;
    this.trouble.value = null;
    try {
      await what(id);
    } catch (error) {
      if (this.desk.chosen.peek() === id) this.trouble.value = problemWords(error);
    } finally {
      this.acting.value = null;
      if (this.desk.chosen.peek() === id) void this.readActions();
    }
  }

  /** Puts words where the reply is written: nothing is sent by itself. */
  use(words: string): void {
    batch(() => {
      this.desk.draft.value = words;
      this.side.value = false;
    });
    document.querySelector<HTMLTextAreaElement>('textarea[data-reply]')?.focus();
  }

  async #readSummary(id: string): Promise<void> {
    const link = this.#read;
    const take = (value: Summary): void => {
      if (!link.signal.aborted) this.summary.value = { is: 'found', value };
    };
    if (this.summary.peek().is !== 'found') this.summary.value = LOADING;
    try {
      if (this.model.peek() === undefined) this.model.value = (await this.client.aids()).model;
      take(await this.client.summary(id, false));
      // A model takes its time: the lines stand there before its words do.
      if (this.model.value && !link.signal.aborted) take(await this.client.summary(id, true));
    } catch {
      if (!link.signal.aborted && this.summary.peek().is !== 'found') this.summary.value = FAILED;
    }
  }

  #forget(): void {
    this.#read.abort();
    this.#read = new AbortController();
    batch(() => {
      this.summary.value = IDLE;
      this.suggestion.value = IDLE;
      this.actions.value = IDLE;
      this.trouble.value = null;
      this.side.value = false;
    });
  }
}
