import { computed, signal } from '@preact/signals';
import { Problem } from '../shared/api/problem';
import type { DeskClient } from './client';
import { list } from '../shared/api/read';
import { readPresent, type Availability, type Present } from './present';

/** A reply counts as being written for this long after the last key. */
const WRITING_LASTS = 10_000;
/** While somebody writes, it is told this often. */
const WRITING_EVERY = 5000;

/** Tells the service that this page is open and whether it is used, and knows who else is at the desk. */
export class Presence {
  readonly people = signal<readonly Present[]>([]);
  readonly mine = computed<Availability>(() => this.people.value.find((one) => one.isMe)?.availability ?? 'online');

  #ticker: Worker | undefined;
  #sits = false;
  #writing: { readonly id: string; readonly at: number } | undefined;
  #told = 0;
  /** Chosen, and not taken by the service yet: it goes with every beat until it is. */
  #chosen: Availability | undefined;

  constructor(
    private readonly client: DeskClient,
    /** Called when the session is over. */
    private readonly onEnded: (why: Problem) => void,
  ) {}

  /** Who does not sit at the desk is not seen there; that their session is over shows all the same. */
  start(sits: boolean): void {
    this.#sits = sits;
    if (this.#ticker) return;
    this.#ticker = new Worker(new URL('./ticker.worker.ts', import.meta.url), { type: 'module' });
    this.#ticker.onmessage = () => void this.#beat();
    void this.#beat();
  }

  stop(): void {
    this.#ticker?.terminate();
    this.#ticker = undefined;
    this.#chosen = undefined;
    this.people.value = [];
  }

  /** Tells now what would be told soon. */
  tell(): void {
    if (this.#ticker) void this.#beat();
  }

  async choose(availability: Availability): Promise<void> {
    this.#chosen = availability;
    await this.#beat();
  }

  /** What I am now, also where I have chosen it in another tab. */
  async look(): Promise<Availability> {
    const json = await this.client.read('/desk/presence').catch(() => undefined);
    if (json && this.#ticker) this.people.value = list(json['people'], readPresent);
    return this.mine.value;
  }

  /** A key was pressed in the reply to this conversation: it is not given to somebody else meanwhile. */
  writes(id: string): void {
    this.#writing = { id, at: Date.now() };
    if (Date.now() - this.#told >= WRITING_EVERY) void this.#beat();
  }

  async #beat(): Promise<void> {
    const availability = this.#chosen;
    const writing = this.#writing && Date.now() - this.#writing.at < WRITING_LASTS ? this.#writing.id : undefined;
    this.#told = Date.now();
    try {
      const told = { ...(availability && { availability }), ...(writing && { writing_in: writing }) };
      const people = this.#sits ? await this.client.beat(told) : await this.client.stay();
      if (this.#chosen === availability) this.#chosen = undefined;
      if (this.#ticker) this.people.value = people;
    } catch (error) {
      if (error instanceof Problem && error.status === 401 && this.#ticker) this.onEnded(error);
    }
  }
}
