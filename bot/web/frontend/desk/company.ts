import { effect, signal } from '@preact/signals';
import { readSeen } from '../shared/api/client';
import { object, text } from '../shared/api/read';
import type { ServerEvent } from '../shared/api/sse';
import { TYPING_ENDS, TypingTeller } from '../shared/conversation/typing-teller';
import type { Desk } from './desk';
import { looksAt, shownTalk } from './looking';

const TELL_EVERY = 15_000;
/** A colleague whose page has not told for so long looks on no more. */
const GONE = 40_000;

/** Who looks at the same conversation. */
export interface Colleague {
  readonly login: string;
  readonly name: string;
  readonly writing: boolean;
  readonly at: number;
}

/** The others in the conversation that is shown: colleagues who look or write, and a shopper who is told of our writing and of what we saw. */
export class Company {
  readonly others = signal<readonly Colleague[]>([]);
  #where: string | null = null;
  #seen: string | null = null;
  readonly #teller = new TypingTeller((writing) => this.#tell(writing ? 'writing' : 'viewing'));

  constructor(private readonly desk: Desk) {}

  /** Follows what is shown; gives what ends that. */
  follow(): () => void {
    const ends = [
      effect(() => this.#go(shownTalk(this.desk))),
      effect(() => this.#see()),
      this.desk.draft.subscribe((words) => this.#wrote(words)),
    ];
    const timer = setInterval(() => this.#again(), TELL_EVERY);
    return () => {
      ends.forEach((end) => end());
      clearInterval(timer);
      this.#go(null);
    };
  }

  hear(event: ServerEvent): void {
    const json = object(JSON.parse(event.data));
    const person = object(json?.['person']);
    const login = text(person?.['login']);
    if (!login || login === this.desk.me.peek()?.login || text(json?.['conversation_id']) !== this.#where) return;
    const others = this.others.peek().filter((one) => one.login !== login);
    const state = text(json?.['state']);
    // Whoever has just come does not know of us yet.
    if (state !== 'left' && others.length === this.others.peek().length) void this.#tell('viewing').catch(() => undefined);
    this.others.value = state === 'left' ? others : [...others, { login, name: text(person?.['name']) ?? login, writing: state === 'writing', at: Date.now() }];
  }

  #go(next: string | null): void {
    if (next === this.#where) return;
    this.#teller.stop();
    if (this.#where) void this.#tell('left').catch(() => undefined);
    this.#where = next;
    this.#seen = null;
    this.others.value = [];
    if (!next) return;
    void this.#tell('viewing').catch(() => undefined);
    void this.desk.client.read(`${path(next)}/seen`).then(
      (json) => {
        if (this.#where === next) this.desk.state.value = { ...this.desk.state.value, seen: readSeen(json) };
      },
      () => undefined,
    );
  }

  #wrote(words: string): void {
    if (!words || words !== this.desk.restored) this.#teller.wrote(words);
  }

  #again(): void {
    const now = Date.now();
    this.others.value = this.others.value.filter((one) => now - one.at < GONE);
    if (this.#where) void this.#tell(this.#teller.isWriting ? 'writing' : 'viewing').catch(() => undefined);
  }

  /** What stands before the eyes of the one who answers is told to the shopper as seen. */
  #see(): void {
    const newest = this.desk.state.value.messages.findLast((message) => message.author === 'shopper')?.id;
    const where = looksAt(this.desk);
    if (!newest || newest === this.#seen || !this.desk.handoff.value?.isMine || !where) return;
    this.#seen = newest;
    this.desk.client.send(`${path(where)}/seen`, { message_id: newest }).catch(() => undefined);
  }

  async #tell(state: 'viewing' | 'writing' | 'left'): Promise<void> {
    if (this.#where) await this.desk.client.send(`${path(this.#where)}/here`, { state });
  }
}

/** Ends a shopper's typing of which no end was told. */
export class TypingWatch {
  #timer: ReturnType<typeof setTimeout> | undefined;

  heard(desk: Desk): void {
    clearTimeout(this.#timer);
    if (!desk.state.value.shopperTyping) return;
    this.#timer = setTimeout(() => (desk.state.value = { ...desk.state.value, shopperTyping: false }), TYPING_ENDS);
  }
}

function path(id: string): string {
  return `/desk/conversations/${encodeURIComponent(id)}`;
}
