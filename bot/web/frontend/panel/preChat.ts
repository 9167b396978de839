import { effect, signal } from '@preact/signals';
import type { Client } from '../shared/api/client';
import { readField, type FormField, type FormValues } from '../shared/api/form';
import { list, object, text } from '../shared/api/read';
import type { Conversation } from '../shared/conversation/conversation';
import { withPerson } from '../shared/conversation/state';
import type { Language } from '../shared/i18n/language';
import type { Context, Session } from '../shared/protocol';

/** What the shop asks before the talk, or of whoever waits for a person. */
export interface Asked {
  readonly when: 'always' | 'closed' | 'person';
  readonly maySkip: boolean;
  readonly intro: string;
  readonly fields: readonly FormField[];
  readonly links: Readonly<Record<string, string>>;
}

/** Asks once a conversation, where the shop wants it. */
export class PreChat {
  readonly #asked = signal<Asked | null>(null);
  /** Of which conversation it is known that nothing more is asked; `-` stands for the one that is not begun. */
  readonly #settled = signal<string | null>(null);
  /** Of which it is known whether anything was said. */
  readonly #known = signal('-');
  /** While it is sent the form stays, also when that has begun the conversation. */
  readonly #sending = signal(false);
  /** Whether the service has said what is asked on this page, or does not answer. */
  readonly #answered = signal(false);
  /** What is to be said once nothing is asked any more. */
  readonly #waiting = signal<readonly string[]>([]);
  #looked = '';

  constructor(
    private readonly client: Client,
    private readonly context: () => Promise<Context>,
    private readonly conversation: Conversation,
  ) {
    effect(() => {
      // The next customer does not say what waited for this one.
      void conversation.people.value;
      this.#waiting.value = [];
    });
    effect(() => {
      if (this.#waiting.value.length > 0 && this.#isPassed) this.#sayAll();
    });
  }

  /** What is to be asked now. */
  get due(): Asked | null {
    const asked = this.#asked.value;
    const id = this.conversation.session?.conversation_id ?? '-';
    const state = this.conversation.state.value;
    if (!asked || this.#settled.value === id || (this.#known.value !== id && !this.#sending.value)) return null;
    const isTime = asked.when === 'person' ? withPerson(state) : state.messages.length + state.outgoing.length === 0;
    return isTime ? asked : null;
  }

  /** Looks once for each language and page what is asked; the shopper is not kept from writing where the service does not answer. */
  look(language: Language, page: number): void {
    const wanted = `${language} ${page}`;
    if (wanted === this.#looked) return;
    this.#looked = wanted;
    this.#answered.value = false;
    void this.context()
      .then(({ identity, page: on }) => this.client.asksFirst({ language, identity, page: on }))
      .then((asked) => (this.#asked.value = readAsked(asked)), () => undefined)
      .then(() => (this.#answered.value ||= wanted === this.#looked));
  }

  /** Looks whether anything was said in a conversation that an earlier page began. */
  follow(session: Session | null): void {
    const id = session?.conversation_id ?? '-';
    if (id === this.#known.peek() || this.#sending.peek()) return;
    if (!session) {
      this.#settled.value = null;
      this.#known.value = '-';
      return;
    }
    void this.client.of(session, 'introduction').then(
      (told) => {
        if (object(told)?.['given'] === true) this.#settled.value = id;
        this.#known.value = id;
      },
      () => undefined,
    );
  }

  /** Raises Problem when the service refuses. */
  async send(values: FormValues): Promise<void> {
    this.#sending.value = true;
    try {
      await this.conversation.introduce(values);
      this.skip();
    } finally {
      this.#known.value = this.conversation.session?.conversation_id ?? '-';
      this.#sending.value = false;
    }
  }

  skip(): void {
    this.#settled.value = this.conversation.session?.conversation_id ?? '-';
  }

  /** Says for the shopper what a button or the shop's page has words for, after what is asked first. */
  say(words: string): void {
    this.#waiting.value = [...this.#waiting.value, words];
  }

  /** Whether it is known that nothing is to be asked now. */
  get #isPassed(): boolean {
    return this.#answered.value && this.#known.value === (this.conversation.session?.conversation_id ?? '-') && !this.due;
  }

  #sayAll(): void {
    const waiting = this.#waiting.peek();
    this.#waiting.value = [];
    for (const words of waiting) this.conversation.say({ text: words }, words);
  }
}

function readAsked(json: ReturnType<typeof object>): Asked | null {
  const fields = list(json?.['fields'], readField);
  const when = (['always', 'closed', 'person'] as const).find((known) => known === json?.['when']);
  if (!when || fields.length === 0) return null;
  const links = Object.entries(object(json?.['links']) ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { when, maySkip: json?.['may_skip'] === true, intro: text(json?.['intro']) ?? '', fields, links: Object.fromEntries(links) };
}
