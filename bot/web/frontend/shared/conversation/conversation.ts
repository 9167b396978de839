import { signal, type ReadonlySignal } from '@preact/signals';
import type { Begun, Client, Outbound } from '../api/client';
import type { FormValues } from '../api/form';
import { readEvent, type ConversationEvent } from '../api/events';
import { wordsOf, type Message } from '../api/message';
import { Problem } from '../api/problem';
import type { ServerEvent } from '../api/sse';
import type { Language } from '../i18n/language';
import type { Held, Session } from '../protocol';
import type { Connection } from './event-stream';
import type { Host } from './host';
import { alone } from './alone';
import { newKey } from './key';
import { Outbox, PicturesLost, shownFrom, stillKept } from './outbox';
import type { PictureStore } from './picture-store';
import { SharedStream } from './shared-stream';
import * as chat from './state';
import type { ChatState, Outgoing, Picture } from './state';
import { TYPING_ENDS, TypingTeller } from './typing-teller';

/** Something the shopper has to know beside the messages: the name of a phrase. */
export type Notice = 'expired';

/** Under which name it is kept that the shopper wants to begin anew. */
const ANEW = 'anew';
/** A busy service is asked this often before a message counts as failed. */
const PATIENCE = 5;
const DEFAULT_WAIT = 5;
const LONGEST_WAIT = 60;
/** A line that is gone is tried this often, at first and at the longest, unless the browser or the stream says that it is back. */
const FIRST_TRY = 1;
const LAST_TRY = 30;
/** A bot that died in mid-thought does not type for ever. */
const TYPING_LASTS = 30_000;

/** How often a message was tried in vain, by why. */
interface Tries {
  line: number;
  busy: number;
  expired: number;
}

/** One shopper's conversation with the service: what was said, what is on its way, and how the line is. */
export class Conversation {
  readonly #state = signal<ChatState>(chat.EMPTY);
  readonly #connection = signal<Connection>('connecting');
  readonly #notice = signal<Notice | null>(null);
  /** Counts the people who have been here: what one was writing is not the next one's. */
  readonly people = signal(1);
  #session: Session | null = null;
  /** Nothing, if what was to be begun was put away meanwhile. */
  #beginning: Promise<Session | null> | null = null;
  /** While it is asked whether the customer has a conversation on another device. */
  #looking: Promise<void> | null = null;
  /** Raised when what is here is put away: what was begun before that is not taken up any more. */
  #epoch = 0;
  /** Raised with each word on who is signed in: what an older one brings is dropped. */
  #word = 0;
  /** The signed word that the conversation was begun with, which is good once. */
  #begunWith: string | null = null;
  /** Whether the shopper put the last conversation away and wants a new one. */
  #anew = false;
  #stream: SharedStream | null = null;
  #queue: Promise<void> = Promise.resolve();
  #typing: ReturnType<typeof setTimeout> | undefined;
  readonly #outbox: Outbox;
  readonly #teller = new TypingTeller(async (active) => this.#session && this.client.typing(this.#session, active));

  constructor(
    private readonly client: Client,
    private readonly host: Host,
    private readonly language: ReadonlySignal<Language>,
    pictures: PictureStore,
    /** Called for each message that somebody else finished while we listened (not for history). */
    private readonly onFinished: (message: Message) => void = () => {},
  ) {
    this.#outbox = new Outbox(host, pictures);
  }

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
    this.#leave(this.#state.value.outgoing, session);
    this.#adopt(session);
  }

  /** Goes where another tab of the shop has gone: into its conversation, on in this one, or out of it. */
  follow(session: Session | null, held: Held): void {
    if (session && session.conversation_id !== this.#session?.conversation_id) return this.resume(session);
    if (!session) return this.#moved(stillKept(this.#state.value.outgoing, held));
    this.#session = session;
    this.#state.value = { ...this.#state.value };
  }

  /** Takes up what an earlier page left: messages that are not sent yet. */
  restore(held: Held): void {
    this.#anew = ANEW in held;
    for (const outgoing of chat.carried(this.#outbox.read(held), this.#session?.conversation_id)) {
      if (this.#find(outgoing.key)) continue;
      this.#state.value = chat.sendingOff(this.#state.value, outgoing);
      // One whose pictures are gone is found when it is sent.
      if (outgoing.pictures.length > 0) void shownFrom(outgoing.pictures).then((pictures) => this.#change(outgoing.key, { pictures }), () => undefined);
      if (outgoing.delivery === 'waiting') this.#enqueue(outgoing.key);
    }
  }

  /** Sends a message; it shows at once and says itself how its delivery goes. */
  say(outbound: Outbound, shown: string, pictures: readonly Picture[] = []): void {
    const outgoing: Outgoing = { key: newKey(), outbound, shown, pictures, delivery: 'sending' };
    this.#state.value = chat.sendingOff(this.#state.value, outgoing);
    this.retry(outgoing.key);
  }

  /** Notes that a message is for this conversation, and keeps it: words at once, pictures a moment later. By then it may have arrived. */
  async #keep(key: string): Promise<void> {
    this.#change(key, { to: this.#session?.conversation_id });
    const outgoing = this.#find(key)!;
    const kept = await this.#outbox.keep(outgoing);
    const still = this.#find(key);
    if (!still || still.delivery === 'sent' || still.delivery === 'refused') this.#outbox.drop(outgoing);
    else if (outgoing.pictures.length > 0) this.#change(key, { kept });
  }

  /** Sends a failed message again, under the same key. */
  retry(key: string): void {
    this.#change(key, { delivery: 'sending', astray: false });
    void this.#keep(key);
    this.#enqueue(key);
  }

  /** Takes back a message that the service did not accept and gives what it held. */
  takeBack(key: string): { readonly words: string; readonly pictures: readonly Picture[] } {
    const outgoing = this.#find(key);
    this.#become(chat.dropped(this.#state.value, key));
    return { words: outgoing?.shown ?? '', pictures: outgoing?.pictures ?? [] };
  }

  /** The bytes of a picture of this conversation. */
  async picture(id: string): Promise<Blob> {
    if (!this.#session) throw new Problem(401, 'There is no conversation.');
    return this.client.picture(this.#session, id);
  }

  /** Puts this conversation away; the next message begins a new one. */
  startAgain(): void {
    // The links that letters brought are not to lead back into what is put away.
    if (this.#session) void this.client.of(this.#session, 'links/revoke', {}).catch(() => undefined);
    this.#anew = true;
    this.host.hold(ANEW, '1');
    this.#putAway(false);
  }

  /** Another tab signed out, which has forgotten the conversation for all of them. */
  signedOut(): void {
    this.#anew = false;
    this.#drop();
    this.people.value++;
  }

  /** Leaves nothing of a customer who signed out. */
  signOut(): void {
    this.#begunAnew();
    this.#putAway(true);
    this.people.value++;
  }

  /**
   * Binds the customer who signed in to this conversation, or finds theirs; one that belongs to somebody else is put away.
   *
   * Asks until there is a yes or a no, or until somebody else is named or nobody.
   */
  async identify(identity: string): Promise<void> {
    const word = ++this.#word;
    let signed: string | null = identity;
    for (let tries = 0; signed; tries++) {
      if (this.#beginning) await this.#beginning.catch(() => undefined);
      if (word !== this.#word) return;
      const session = this.#session;
      try {
        return await (session ? this.#bind(session, signed, word) : this.#look(signed, word));
      } catch (error) {
        if (word !== this.#word) return;
        const stays = session?.conversation_id === this.#session?.conversation_id;
        if (stays && error instanceof Problem && !error.passing) return this.#refuse(error);
        await this.#wait(error, tries);
        if (word !== this.#word) return;
        // The service may have taken the first word before the line was cut, and takes none twice.
        signed = (await this.host.context(true)).identity;
      }
    }
  }

  /** Says who the shopper is, as far as the shop asks; begins the conversation if there is none. */
  async introduce(values: FormValues): Promise<void> {
    const epoch = this.#epoch;
    const session = await this.#begun();
    if (!session || epoch !== this.#epoch) throw new Problem(401, 'There is no conversation.');
    await this.client.of(session, 'introduction', { language: this.language.value, values });
  }

  /** What stands in the field; a person of the shop who has the conversation sees that it grows. */
  wrote(words: string): void {
    if (this.#session && chat.withPerson(this.#state.value)) this.#teller.wrote(words);
  }

  /** Notes the last message as read, so that the next page counts from there. */
  seen(): void {
    const last = this.#state.value.messages.findLast((message) => !message.draft)?.id;
    if (!this.#session || !last || this.#session.seen === last || !this.#mayAdvance()) return;
    this.#session = { ...this.#session, seen: last };
    this.host.keep(this.#session);
    // A read mark is for people; it is told again with the next message if it is lost.
    if (chat.withPerson(this.#state.value)) this.client.see(this.#session, last).catch(() => undefined);
  }

  dismissNotice(): void {
    this.#notice.value = null;
  }

  /** Whether all that was seen, in another tab perhaps, is here too. */
  #mayAdvance(): boolean {
    const seen = this.#session?.seen;
    return seen === undefined || this.#state.value.messages.some((message) => message.id === seen);
  }

  #putAway(gone: boolean): void {
    this.#stream?.move(gone);
    this.#drop();
    this.host.keep(null);
    this.host.tell('restart');
  }

  #drop(): void {
    for (const outgoing of this.#state.value.outgoing) this.#outbox.drop(outgoing);
    this.#moved([]);
  }

  async #bind(session: Session, identity: string, word: number): Promise<void> {
    if (identity === this.#begunWith) return;
    await this.client.identify(session, identity);
    if (word === this.#word) this.host.tell('identity', { accepted: true });
  }

  async #refuse(problem: Problem): Promise<void> {
    // That the session has run out says nothing of who signed in.
    if (problem.status === 404) return this.#expire();
    if (problem.expired) return;
    this.host.tell('identity', { accepted: false, detail: problem.detail });
    if (problem.status === 409) await this.#leaveToOther();
  }

  /** The conversation is another customer's: goes on in the one of who is signed in now, if there is any. */
  async #leaveToOther(): Promise<void> {
    this.#putAway(true);
    this.people.value++;
    const word = this.#word;
    const { identity } = await this.host.context(true);
    if (identity && word === this.#word) await this.identify(identity);
  }

  /** Looks for the conversation that the customer has on another device. */
  async #look(identity: string, word: number): Promise<void> {
    if (this.#anew) return;
    const looking = (this.#looking = this.#findMine(identity, word));
    try {
      await looking;
    } finally {
      if (this.#looking === looking) this.#looking = null;
    }
  }

  async #findMine(identity: string, word: number): Promise<void> {
    const found = await this.client.mine(identity);
    if (found && word === this.#word && !this.#session) this.#take(found, true);
  }

  /** Makes a conversation this panel's, and keeps it for the next page. */
  #take({ status, ...session }: Begun, resumed: boolean): Session {
    this.#adopt(session);
    this.#state.value = { ...this.#state.value, status };
    this.host.keep(session);
    this.#begunAnew();
    this.host.tell('conversation', { conversation_id: session.conversation_id, resumed });
    return session;
  }

  #begunAnew(): void {
    if (this.#anew) this.host.hold(ANEW, null);
    this.#anew = false;
  }

  #enqueue(key: string): void {
    this.#queue = this.#queue.then(() => this.#deliver(key));
  }

  async #deliver(key: string): Promise<void> {
    const tries: Tries = { line: 0, busy: 0, expired: 0 };
    for (;;) {
      const outgoing = this.#underWay(key);
      if (!outgoing) return;
      try {
        if (await this.#send(outgoing)) return;
      } catch (error) {
        if (!(await this.#mayTryAgain(outgoing, error, tries))) return;
      }
    }
  }

  /** False if what was here was put away before the message was off. */
  async #send(outgoing: Outgoing): Promise<boolean> {
    const epoch = this.#epoch;
    const session = await this.#begun();
    if (session && epoch === this.#epoch && !outgoing.to) void this.#keep(outgoing.key);
    const outbound = session && (await this.#complete(session, outgoing));
    if (!outbound || epoch !== this.#epoch) return false;
    const messageId = await this.client.send(session, outbound, outgoing.key);
    const stays = this.#session?.conversation_id === session.conversation_id;
    this.#become(stays ? chat.accepted(this.#state.value, outgoing.key, messageId) : chat.dropped(this.#state.value, outgoing.key));
    this.#outbox.drop(outgoing);
    return true;
  }

  /** The message with the ids of its pictures, which a retry uploads again and finds again. */
  async #complete(session: Session, { outbound, pictures }: Outgoing): Promise<Outbound> {
    if (pictures.length === 0) return outbound;
    const attachments: string[] = [];
    for (const { blob } of pictures) attachments.push(await this.client.upload(session, await blob));
    return { ...outbound, attachments };
  }

  /** Decides what becomes of a message that could not be sent; true once it should be sent again. */
  async #mayTryAgain(outgoing: Outgoing, error: unknown, tries: Tries): Promise<boolean> {
    const { key, outbound } = outgoing;
    if (!this.#underWay(key)) return false;
    if (error instanceof PicturesLost) {
      // It is never sent without what it was to show.
      this.#outbox.drop(outgoing);
      this.#change(key, { delivery: 'refused', problem: new Problem(422, error.message, 'pictures-lost'), pictures: [] });
      return false;
    }
    if (!(error instanceof Problem) || error.unreached) {
      this.#change(key, { delivery: 'waiting', problem: undefined });
      await this.#wait(error, tries.line++);
      return true;
    }
    if (error.busy && ++tries.busy < PATIENCE) {
      this.#change(key, { delivery: 'waiting', problem: error });
      await this.#wait(error, tries.busy);
      return true;
    }
    if (error.expired && tries.expired++ === 0 && !('choice' in outbound || 'form' in outbound)) {
      this.#expire();
      return true;
    }
    this.#change(key, { delivery: error.passing ? 'failed' : 'refused', problem: error });
    // What may not be said, such as a card's number, is not kept either.
    if (!error.passing) this.#outbox.drop(outgoing);
    return false;
  }

  /** Waits as long as a busy service wishes, or until the line may be back. */
  async #wait(error: unknown, tries: number): Promise<void> {
    if (error instanceof Problem && error.busy) await pause(Math.min(LONGEST_WAIT, error.retryAfter ?? DEFAULT_WAIT));
    else await this.#line(Math.min(LAST_TRY, FIRST_TRY * 2 ** tries));
  }

  /** Waits until the line may be back: the browser says so, the stream has opened, or some seconds have passed. */
  async #line(seconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        removeEventListener('online', done);
        stop();
        resolve();
      };
      const timer = setTimeout(done, seconds * 1000 * (0.75 + Math.random() / 2));
      addEventListener('online', done);
      let was = this.#connection.peek();
      const stop = this.#connection.subscribe((is) => {
        const back = is === 'open' && was !== 'open';
        was = is;
        if (back) queueMicrotask(done);
      });
    });
  }

  /** The conversation, begun now if there is none; nothing if it was put away meanwhile. */
  async #begun(): Promise<Session | null> {
    await this.#looking?.catch(() => undefined);
    if (this.#session) return this.#session;
    this.#beginning ??= alone('shoptalk:begin', () => this.#begin()).finally(() => (this.#beginning = null));
    return this.#beginning;
  }

  async #begin(): Promise<Session | null> {
    const epoch = this.#epoch;
    // Another tab of this shop may have begun one meanwhile.
    const { session } = await this.host.context(false);
    if (this.#session || epoch !== this.#epoch) return this.#session;
    if (session) return this.#adopt(session);
    const { identity, page } = await this.host.context(true);
    if (this.#session || epoch !== this.#epoch) return this.#session;
    const created = await this.#create(identity, page);
    if (this.#session || epoch !== this.#epoch) return this.#session;
    this.#begunWith = identity;
    const begun = this.#take(created, false);
    // It is kept by the time that this is answered, so that the next tab finds it.
    await this.host.context(false);
    return begun;
  }

  async #create(identity: string | null, page: Parameters<Client['createConversation']>[0]['page']) {
    const language = this.language.value;
    try {
      return await this.client.createConversation({ language, identity, page });
    } catch (error) {
      // An identity that is refused must not keep a shopper from asking as a guest.
      if (!identity || !(error instanceof Problem) || error.passing) throw error;
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
        onMoved: (gone) => {
          this.#anew = !gone;
          if (gone) this.#drop();
          else this.#moved(this.#state.value.outgoing);
        },
        catchUp: () => drafts(this.#state.value),
      },
    );
    return session;
  }

  async #recall(session: Session): Promise<void> {
    try {
      const history = await this.client.history(session);
      if (this.#session?.conversation_id !== session.conversation_id) return;
      this.#become(chat.recall(this.#state.value, history));
      if (!history.some((message) => message.author === 'agent')) return;
      // Who came by a letter's link is not told how far was read, and talks all the same.
      const seen = await this.client.seen(session).catch(() => null);
      if (seen && this.#session?.conversation_id === session.conversation_id) this.#state.value = { ...this.#state.value, seen };
    } catch (error) {
      if (error instanceof Problem && error.expired) this.#expire();
    }
  }

  #hear(event: ServerEvent): void {
    const told = readEvent(event);
    if (!told) return;
    const news = this.#isNews(told);
    this.#become(chat.reduce(this.#state.value, told));
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
    if (told.type !== 'typing' || told.author === 'shopper') return;
    clearTimeout(this.#typing);
    const stop = (): void => void (this.#state.value = { ...this.#state.value, typing: false });
    if (told.active) this.#typing = setTimeout(stop, told.author === 'agent' ? TYPING_ENDS : TYPING_LASTS);
  }

  #moved(outgoing: readonly Outgoing[]): void {
    this.#epoch++;
    this.#word++;
    // Nothing new waits behind what was for this conversation.
    this.#queue = Promise.resolve();
    this.#leave(outgoing);
  }

  #expire(): void {
    if (!this.#session) return;
    const hadMessages = this.#state.value.messages.length > 0;
    // What is under way goes on into the next one.
    this.#leave(this.#state.value.outgoing.map((own) => ({ ...own, to: undefined })));
    this.host.keep(null);
    if (hadMessages) this.#notice.value = 'expired';
  }

  #leave(outgoing: readonly Outgoing[], next: Session | null = null): void {
    this.#stream?.close();
    this.#stream = null;
    this.#session = null;
    this.#notice.value = null;
    this.#state.value = { ...chat.EMPTY, outgoing: chat.carried(outgoing, next?.conversation_id) };
    this.#connection.value = 'connecting';
  }

  /** The next state; a message that has arrived, or was taken back, is not kept any longer. */
  #become(next: ChatState): void {
    const { outgoing } = this.#state.value;
    this.#state.value = next;
    for (const one of outgoing) if (!this.#find(one.key)) this.#outbox.drop(one);
  }

  #underWay(key: string): Outgoing | undefined {
    const outgoing = this.#find(key);
    return outgoing && chat.isUnderWay(outgoing) ? outgoing : undefined;
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
