import { signal, type ReadonlySignal } from '@preact/signals';
import type { Client, Outbound } from '../api/client';
import { readEvent, type ConversationEvent } from '../api/events';
import { wordsOf, type Message } from '../api/message';
import { Problem } from '../api/problem';
import type { ServerEvent } from '../api/sse';
import type { Language } from '../i18n/language';
import type { Session } from '../protocol';
import type { Connection } from './event-stream';
import type { Host } from './host';
import { newKey } from './key';
import { SharedStream } from './shared-stream';
import * as chat from './state';
import type { ChatState, Outgoing, Picture } from './state';

/** Something the shopper has to know beside the messages: the name of a phrase. */
export type Notice = 'expired';

/** A busy service is asked this often before a message counts as failed. */
const PATIENCE = 5;
const DEFAULT_WAIT = 5;
const LONGEST_WAIT = 60;
/** A bot that died in mid-thought does not type for ever. */
const TYPING_LASTS = 30_000;

/** One shopper's conversation with the service: what was said, what is on its way, and how the line is. */
export class Conversation {
  readonly #state = signal<ChatState>(chat.EMPTY);
  readonly #connection = signal<Connection>('connecting');
  readonly #notice = signal<Notice | null>(null);
  #session: Session | null = null;
  #beginning: Promise<Session> | null = null;
  #stream: SharedStream | null = null;
  #queue: Promise<void> = Promise.resolve();
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly client: Client,
    private readonly host: Host,
    private readonly language: ReadonlySignal<Language>,
    /** Called for each message that somebody else finished while we listened (not for history). */
    private readonly onFinished: (message: Message) => void = () => {},
  ) {}

  get state(): ReadonlySignal<ChatState> {
    return this.#state;
  }

  get connection(): ReadonlySignal<Connection> {
    return this.#connection;
  }

  get notice(): ReadonlySignal<Notice | null> {
    return this.#notice;
  }

  get session(): Session | null {
    return this.#session;
  }

  /** Takes up a conversation of an earlier page; does nothing if it is this one already. */
  resume(session: Session): void {
    if (this.#session?.conversation_id === session.conversation_id) return;
    this.#leave();
    this.#adopt(session);
  }

  /** Goes where another tab of the shop has gone: into its conversation, on in this one, or out of it. */
  follow(session: Session | null): void {
    if (session && session.conversation_id !== this.#session?.conversation_id) return this.resume(session);
    if (!session) return this.#leave();
    this.#session = session;
    this.#state.value = { ...this.#state.value };
  }

  /** Sends a message; it shows at once and says itself how its delivery goes. */
  say(outbound: Outbound, shown: string, pictures: readonly Picture[] = []): void {
    const outgoing: Outgoing = { key: newKey(), outbound, shown, pictures, delivery: 'sending' };
    this.#state.value = chat.sendingOff(this.#state.value, outgoing);
    this.#enqueue(outgoing.key);
  }

  /** Sends a failed message again, under the same key. */
  retry(key: string): void {
    this.#change(key, { delivery: 'sending' });
    this.#enqueue(key);
  }

  /** Takes back a message that the service did not accept and gives what it held. */
  takeBack(key: string): { readonly words: string; readonly pictures: readonly Picture[] } {
    const outgoing = this.#find(key);
    this.#state.value = chat.dropped(this.#state.value, key);
    return { words: outgoing?.shown ?? '', pictures: outgoing?.pictures ?? [] };
  }

  /** The bytes of a picture of this conversation. */
  async picture(id: string): Promise<Blob> {
    if (!this.#session) throw new Problem(401, 'There is no conversation.');
    return this.client.picture(this.#session, id);
  }

  /** Puts this conversation away; the next message begins a new one. */
  startAgain(): void {
    this.#stream?.move(null);
    this.#leave();
    this.host.keep(null);
    this.host.tell('restart');
  }

  /** Binds the customer who signed in to this conversation; one that belongs to somebody else is put away. */
  async identify(identity: string): Promise<void> {
    if (!this.#session) return;
    try {
      await this.client.identify(this.#session, identity);
      this.host.tell('identity', { accepted: true });
    } catch (error) {
      if (!(error instanceof Problem)) return;
      this.host.tell('identity', { accepted: false, detail: error.detail });
      if (error.status === 409) this.startAgain();
      else if (error.expired && error.status !== 401) this.#expire();
    }
  }

  /** Notes the last message as read, so that the next page counts from there. */
  seen(): void {
    const last = this.#state.value.messages.findLast((message) => !message.draft)?.id;
    if (!this.#session || !last || this.#session.seen === last) return;
    this.#session = { ...this.#session, seen: last };
    this.host.keep(this.#session);
  }

  dismissNotice(): void {
    this.#notice.value = null;
  }

  #enqueue(key: string): void {
    this.#queue = this.#queue.then(() => this.#deliver(key));
  }

  async #deliver(key: string): Promise<void> {
    for (let asked = 1; ; asked++) {
      const outgoing = this.#find(key);
      if (!outgoing) return;
      try {
        return await this.#send(outgoing);
      } catch (error) {
        if (!(await this.#mayTryAgain(outgoing, error, asked))) return;
      }
    }
  }

  async #send(outgoing: Outgoing): Promise<void> {
    const session = await this.#begun();
    const messageId = await this.client.send(session, await this.#complete(session, outgoing), outgoing.key);
    this.#state.value = chat.accepted(this.#state.value, outgoing.key, messageId);
  }

  /** The message with the ids of its pictures, which a retry uploads again and finds again. */
  async #complete(session: Session, { outbound, pictures }: Outgoing): Promise<Outbound> {
    if (pictures.length === 0) return outbound;
    const attachments: string[] = [];
    for (const { blob } of pictures) attachments.push(await this.client.upload(session, await blob));
    return { ...outbound, attachments };
  }

  /** Decides what becomes of a message that could not be sent; true once it should be sent again. */
  async #mayTryAgain({ key, outbound }: Outgoing, error: unknown, asked: number): Promise<boolean> {
    if (!(error instanceof Problem)) {
      this.#change(key, { delivery: 'failed' });
      return false;
    }
    if (error.busy && asked < PATIENCE) {
      this.#change(key, { delivery: 'waiting', problem: error });
      await pause(Math.min(LONGEST_WAIT, error.retryAfter ?? DEFAULT_WAIT));
      return true;
    }
    if (error.expired && asked === 1 && !('choice' in outbound)) {
      this.#expire();
      return true;
    }
    const again = error.busy || error.status >= 500;
    this.#change(key, { delivery: again ? 'failed' : 'refused', problem: error });
    return false;
  }

  /** The conversation, begun now if there is none. */
  async #begun(): Promise<Session> {
    if (this.#session) return this.#session;
    this.#beginning ??= this.#begin().finally(() => (this.#beginning = null));
    return this.#beginning;
  }

  async #begin(): Promise<Session> {
    const { session, identity, page } = await this.host.context();
    // Another tab of this shop may have begun one meanwhile.
    if (session) return this.#adopt(session);
    const { status, ...begun } = await this.#create(identity, page);
    this.#adopt(begun);
    this.#state.value = { ...this.#state.value, status };
    this.host.keep(begun);
    this.host.tell('conversation', { conversation_id: begun.conversation_id, resumed: false });
    return begun;
  }

  async #create(identity: string | null, page: Parameters<Client['createConversation']>[0]['page']) {
    const language = this.language.value;
    try {
      return await this.client.createConversation({ language, identity, page });
    } catch (error) {
      // An identity that is refused must not keep a shopper from asking as a guest.
      if (!identity || !(error instanceof Problem) || error.busy || error.status >= 500) throw error;
      this.host.tell('identity', { accepted: false, detail: error.detail });
      return this.client.createConversation({ language, identity: null, page });
    }
  }

  #adopt(session: Session): Session {
    this.#session = session;
    this.#connection.value = 'connecting';
    this.#stream = new SharedStream(
      `shoptalk:${session.conversation_id}`,
      (lastEventId, abort) => this.client.events(session, lastEventId, abort),
      {
        onEvent: (event) => this.#hear(event),
        onConnection: (connection) => (this.#connection.value = connection),
        onExpired: () => this.#expire(),
        onGap: () => void this.#recall(session),
        onMoved: (next) => this.#moved(next),
        catchUp: () => drafts(this.#state.value),
      },
    );
    return session;
  }

  async #recall(session: Session): Promise<void> {
    try {
      const history = await this.client.history(session);
      if (this.#session?.conversation_id !== session.conversation_id) return;
      this.#state.value = chat.recall(this.#state.value, history);
    } catch (error) {
      if (error instanceof Problem && error.expired) this.#expire();
    }
  }

  #hear(event: ServerEvent): void {
    const told = readEvent(event);
    if (!told) return;
    const news = this.#isNews(told);
    this.#state.value = chat.reduce(this.#state.value, told);
    this.#watchTyping(told);
    if (news && 'message' in told) this.onFinished(told.message);
  }

  #isNews(told: ConversationEvent): boolean {
    if (told.type === 'message.replaced') return true;
    if (told.type !== 'message.added' || told.message.author === 'shopper') return false;
    const known = this.#state.value.messages.find((message) => message.id === told.message.id);
    return !known || known.draft === true;
  }

  #watchTyping(told: ConversationEvent): void {
    if (told.type !== 'typing') return;
    clearTimeout(this.#typing);
    const stop = (): void => void (this.#state.value = { ...this.#state.value, typing: false });
    if (told.active) this.#typing = setTimeout(stop, TYPING_LASTS);
  }

  #moved(session: Session | null): void {
    this.#leave();
    if (session) this.#adopt(session);
  }

  #expire(): void {
    if (!this.#session) return;
    const hadMessages = this.#state.value.messages.length > 0;
    const { outgoing } = this.#state.value;
    this.#leave();
    this.#state.value = { ...this.#state.value, outgoing };
    this.host.keep(null);
    if (hadMessages) this.#notice.value = 'expired';
  }

  #leave(): void {
    this.#stream?.close();
    this.#stream = null;
    this.#session = null;
    this.#notice.value = null;
    this.#state.value = chat.EMPTY;
    this.#connection.value = 'connecting';
  }

  #find(key: string): Outgoing | undefined {
    return this.#state.value.outgoing.find((outgoing) => outgoing.key === key);
  }

  #change(key: string, change: Partial<Outgoing>): void {
    this.#state.value = chat.changed(this.#state.value, key, change);
  }
}

/** The drafts of a state as passing events, for a tab that has missed their beginning. */
function drafts(state: ChatState): ServerEvent[] {
  return state.messages
    .filter((message) => message.draft)
    .flatMap(({ id, ...message }) => [
      { id: null, type: 'message.started', data: JSON.stringify({ message_id: id }) },
      { id: null, type: 'message.delta', data: JSON.stringify({ message_id: id, text: wordsOf({ id, ...message }) }) },
    ]);
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
