import { batch, computed, effect, signal } from '@preact/signals';
import { readEvent } from '../shared/api/events';
import { Problem } from '../shared/api/problem';
import { EventStream } from '../shared/conversation/event-stream';
import { newKey } from '../shared/conversation/key';
import { changed, dropped, EMPTY, recall, reduce, sendingOff, type ChatState, type Outgoing } from '../shared/conversation/state';
import { language } from '../shared/i18n/phrases';
import { CaseFile } from './files/file';
import { Attaching } from './attach/attaching';
import type { Upload } from './attach/upload';
import { Company, TypingWatch } from './company';
import { Kept, typedSince } from './kept';
import { Live } from './live';
import { pagesOf } from './pages';
import type { Asked, Customer, DeskClient, Handoff, Me } from './client';
import { Presence } from './presence';
import { Outbox } from './outbox';
import { inWords, problemWords } from './problems';
import type { OrderPart } from '../shared/api/parts';
import type { DeskPhrase } from './words';

/** What the event stream lost, or another process did while the bus was away, is found by a slow look. */
const LOOK_EVERY = 30_000;
/** Between two looks at what is to be approved while events come. */
const APPROVALS_EVERY = 3000;

export type Act = Parameters<DeskClient['act']>[1];

/** What a signed-in person sees and does. */
export class Desk {
  readonly me = signal<Me | null | undefined>(undefined);
  readonly handoffs = signal<readonly Handoff[]>([]);
  readonly approvals = signal<readonly Asked[]>([]);
  readonly chosen = signal<string | null>(null);
  readonly state = signal<ChatState>(EMPTY);
  readonly customer = signal<{ customer: Customer | null; orders: readonly OrderPart[] } | null>(null);
  /** What went wrong last, in words. */
  readonly trouble = signal<string | null>(null);
  readonly offline = signal(false);
  /** The conversations of which something has changed just now. */
  readonly changed = signal<readonly string[]>([]);
  /** The reply that is being written. */
  readonly draft = signal('');
  /** The draft as it was taken up again: nobody has pressed a key for it. */
  restored = '';
  /** The private note that is being written. */
  readonly note = signal('');
  /** Why nobody is signed in any more, where it was not they who signed out. */
  readonly over = signal<DeskPhrase | null>(null);
  /** Why somebody who wanted to sign out is still signed in. */
  readonly stays = signal<DeskPhrase | null>(null);
  /** The handoff of the chosen conversation; undefined once it has left the desk. */
  readonly handoff = computed(() => this.handoffs.value.find((one) => one.conversationId === this.chosen.value));
  readonly waiting = computed(() => this.handoffs.value.filter((one) => one.state === 'waiting'));

  readonly presence: Presence;
  readonly company = new Company(this);
  readonly file = new CaseFile(this);
  readonly attaching = new Attaching(this);
  readonly kept = new Kept();
  readonly #typing = new TypingWatch();

  /** One for each conversation, so that none waits for another. */
  readonly #outboxes = new Map<string, Outbox>();
  /** What each answer on its way carries. */
  readonly #files = new Map<string, readonly Upload[]>();
  /** Whose desk this is, also while their session is over. */
  #whose: string | null = null;
  #stream = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #approvalsDue: ReturnType<typeof setTimeout> | undefined;
  #live: Live | null = null;
  /** Tells the other tabs of this browser who has signed out. */
  readonly #signedOut = new BroadcastChannel('shoptalk-desk:signed-out');
  /** One look after the other, so that an older answer never overwrites a newer one. */
  #line: Promise<void> = Promise.resolve();

  constructor(
    readonly client: DeskClient,
    /** The list has been read anew. */
    private readonly onRead: () => void = () => undefined,
  ) {
    this.presence = new Presence(client, (why) => void this.#expire(why));
    this.draft.subscribe((words) => {
      if (words && words !== this.restored && this.chosen.value) this.presence.writes(this.chosen.value);
    });
    this.#signedOut.onmessage = ({ data }) => {
      if (data === this.#whose) this.#end();
    };
    addEventListener('focus', () => void this.#comeAlong());
    document.addEventListener('visibilitychange', () => void this.#comeAlong());
    effect(() => this.#keep());
    // What the service puts into words is read anew in another language.
    language.subscribe(() => {
      if (this.chosen.value) void this.#readCustomer(this.chosen.value, this.#stream.signal);
      if (this.decides) void this.#lookAtApprovals();
    });
    effect(() => {
      if (this.me.value) this.kept.store(this.me.value.login);
    });
    effect(() => {
      if (!this.kept.owes.value) return;
      addEventListener('beforeunload', ask);
      return () => removeEventListener('beforeunload', ask);
    });
  }

  /** Whether this person decides what is over a limit. */
  get decides(): boolean {
    return ['supervisor', 'admin'].includes(this.me.value?.role ?? '');
  }

  async start(): Promise<void> {
    this.enter(await this.client.me());
  }

  /** Somebody has come in, or nobody is signed in any more: what that person has begun waits for them, and for nobody else. */
  enter(me: Me | null): void {
    if (me && me.login !== this.#whose) this.#welcome(me.login);
    this.restored = this.draft.value;
    this.me.value = me;
    if (me) this.over.value = null;
    this.#stream.abort();
    clearTimeout(this.#timer);
    clearTimeout(this.#approvalsDue);
    this.#approvalsDue = undefined;
    this.#live?.close();
    const sees = me && pagesOf(me.role).includes('talks') ? me : null;
    this.#live = sees && this.#listen(sees);
    if (me) this.presence.start(sees !== null);
    else this.presence.stop();
    if (!sees) return;
    void this.#look();
    if (this.chosen.value) void this.#open(this.chosen.value);
  }

  /** Replies that would be lost are told of first; pressed again it is meant. */
  async signOut(): Promise<void> {
    if (this.kept.owes.value && this.stays.value !== 'staysUnsent') {
      this.stays.value = 'staysUnsent';
      return;
    }
    try {
      await this.client.signOut();
    } catch (error) {
      // The session lives on wherever the service has not ended it.
      if (!(error instanceof Problem && error.status === 401)) {
        this.stays.value = 'staysFailed';
        return;
      }
    }
    this.#signedOut.postMessage(this.#whose);
    this.#end();
  }

  /** The service does not take this tab's word any more: the session is over, or it is a new one that was begun in another tab. */
  async #expire(why: Problem): Promise<void> {
    const was = this.me.value;
    const me = await this.#now();
    if (!was || this.me.value !== was) return;
    if (!me) this.over.value = why.kind === 'session-idle' ? 'overIdle' : 'over';
    this.enter(me);
  }

  /** Whoever has signed in in another tab is in here as well: signing in once more would end that session. */
  async #comeAlong(): Promise<void> {
    if (this.me.value !== null) return;
    const me = await this.#now();
    if (me && this.me.value === null) this.enter(me);
  }

  /** Who is signed in in this browser; nobody where it is another than the one whose desk this is, whose words wait here. */
  async #now(): Promise<Me | null> {
    const me = await this.client.me().catch(() => null);
    return me && (this.#whose ?? me.login) === me.login ? me : null;
  }

  #end(): void {
    this.#putAway();
    this.over.value = null;
    this.enter(null);
  }

  choose(id: string): void {
    if (this.chosen.value === id) return;
    this.leave();
    const begun = this.kept.of(id);
    this.restored = begun.draft;
    batch(() => {
      this.chosen.value = id;
      this.state.value = { ...EMPTY, outgoing: begun.outgoing };
      this.draft.value = begun.draft;
      this.note.value = begun.note;
    });
    this.attaching.picked.value = begun.picked;
    void this.#open(id);
  }

  /** Back to the list. */
  leave(): void {
    this.#stream.abort();
    batch(() => {
      this.chosen.value = null;
      this.state.value = EMPTY;
      this.customer.value = null;
      this.draft.value = '';
      this.note.value = '';
      this.trouble.value = null;
      this.stays.value = null;
    });
  }

  say(words: string, files: readonly Upload[] = []): void {
    const id = this.chosen.value;
    const shown = words.trim();
    if (!id || (!shown && files.length === 0)) return;
    const key = newKey();
    const pictures = files.map(({ blob, url, name }) => (name === undefined ? { blob, url } : { blob, url, name }));
    this.#files.set(key, files);
    this.state.value = sendingOff(this.state.value, { key, outbound: { text: shown }, shown, pictures, delivery: 'sending' });
    void this.#send(id, key, shown);
  }

  /** Sends again what was not taken, under the same key. */
  retry(key: string): void {
    const own = this.state.value.outgoing.find((one) => one.key === key);
    if (!own || !this.chosen.value) return;
    this.state.value = changed(this.state.value, key, { delivery: 'sending', problem: undefined });
    void this.#send(this.chosen.value, key, own.shown);
  }

  /** A refused reply goes back to where it was written. */
  edit(key: string): void {
    const own = this.state.value.outgoing.find((one) => one.key === key);
    if (!own) return;
    this.state.value = dropped(this.state.value, key);
    this.draft.value = [own.shown, this.draft.value].filter(Boolean).join('\n');
    this.attaching.putBack(this.#files.get(key) ?? []);
  }

  /** These words were taken in that conversation, as a note or by a macro; what was typed meanwhile stays. */
  taken(id: string, what: 'draft' | 'note', words: string): void {
    if (this.chosen.value === id) this[what].value = typedSince(this[what].value, words);
    else this.kept.put(id, { [what]: typedSince(this.kept.of(id)[what], words) });
  }

  async act(act: Act): Promise<void> {
    const id = this.chosen.value;
    if (!id) return;
    await this.#try(() => this.client.act(id, act, act === 'return' ? this.upTo : {}));
    await this.look();
  }

  /** The shopper's newest message that stands here: with a later one the conversation is not to be ended. */
  get upTo(): { readonly seen?: string } {
    const newest = this.state.peek().messages.findLast((message) => message.author === 'shopper');
    return newest ? { seen: newest.id } : {};
  }

  /** Reads who waits, now. */
  look(): Promise<void> {
    return (this.#line = this.#line.then(() => this.#readAll()));
  }

  async #readAll(): Promise<void> {
    const [me, whose] = [this.me.value, this.#whose];
    try {
      const [handoffs, approvals] = await Promise.all([this.client.handoffs(), this.decides ? this.client.approvals() : []]);
      if (this.#whose !== whose) return;
      batch(() => {
        this.handoffs.value = handoffs;
        this.approvals.value = approvals;
        this.offline.value = false;
      });
      this.onRead();
    } catch (error) {
      // Of an earlier session: another has begun meanwhile.
      if (this.me.value !== me) return;
      if (error instanceof Problem && error.status === 401) await this.#expire(error);
      else this.offline.value = true;
    }
  }

  async #look(): Promise<void> {
    const me = this.me.value;
    await this.look();
    // The next session looks for itself.
    if (this.me.value !== me) return;
    this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY);
  }

  #listen(me: Me): Live {
    return new Live(this.client, me.login, {
      onChanged: (ids) => {
        this.changed.value = ids;
        this.#line = this.#line.then(() => this.#readSome(ids));
      },
      onPresence: (event) => this.company.hear(event),
      onGap: () => void this.look(),
      onConnection: (connection) => (this.offline.value = connection === 'lost'),
      onExpired: () => void this.look(),
    });
  }

  /** Reads some entries of the list anew. */
  async #readSome(ids: readonly string[]): Promise<void> {
    const whose = this.#whose;
    try {
      const read = new Map((await this.client.handoffs(ids)).map((one) => [one.conversationId, one]));
      if (this.#whose !== whose) return;
      const kept = this.handoffs.value.map((one) => (ids.includes(one.conversationId) ? read.get(one.conversationId) : one));
      const known = new Set(this.handoffs.value.map((one) => one.conversationId));
      const all = [...kept.filter((one) => one !== undefined), ...[...read.values()].filter((one) => !known.has(one.conversationId))];
      this.handoffs.value = all.sort((one, other) => other.priority - one.priority || Date.parse(one.askedAt) - Date.parse(other.askedAt));
      this.onRead();
    } catch {
      await this.#readAll();
    }
    if (this.decides) this.#approvalsDue ??= setTimeout(() => void this.#lookAtApprovals(), APPROVALS_EVERY);
  }

  async #lookAtApprovals(): Promise<void> {
    this.#approvalsDue = undefined;
    const approvals = await this.client.approvals().catch(() => null);
    if (approvals) this.approvals.value = approvals;
  }

  async #open(id: string): Promise<void> {
    const link = (this.#stream = new AbortController());
    const isStill = (): boolean => !link.signal.aborted;
    const read = (): Promise<void> =>
      this.#try(async () => {
        const talk = await this.client.talk(id);
        if (isStill()) this.state.value = { ...recall(this.state.value, talk.messages), status: talk.status };
      });
    await read();
    void this.#readCustomer(id, link.signal);
    let listens = false;
    const stream = new EventStream((last, ended) => this.client.events(id, last, ended), {
      onEvent: (event) => {
        // What was said between the reading and the listening would be missed.
        if (!listens) void read();
        listens = true;
        const told = readEvent(event);
        if (told && isStill()) this.state.value = reduce(this.state.value, told);
        if (told?.type === 'typing') this.#typing.heard(this);
        if (told?.type === 'conversation.updated') void this.look();
      },
      // The stream of the whole desk tells when the service is away.
      onConnection: () => undefined,
      // It has left the desk: what was said stays readable until another is chosen.
      onExpired: () => void this.look(),
    });
    if (isStill()) await stream.run(link.signal);
  }

  /** Who it is and what they ordered, in the reader's language. */
  #readCustomer(id: string, link: AbortSignal): Promise<void> {
    const into = language.peek();
    return this.#try(async () => {
      const found = await this.client.customer(id);
      if (!link.aborted && language.peek() === into) this.customer.value = found;
    });
  }

  async #send(id: string, key: string, words: string): Promise<void> {
    const outbox = this.#outboxOf(id);
    const files = this.#files.get(key) ?? [];
    try {
      const message = await outbox.send(async (closing) => {
        const attachments = await Promise.all(files.map((file) => file.kept()));
        closing.throwIfAborted();
        return this.client.say(id, words, key, attachments);
      });
      if (outbox.isClosed) return;
      this.#files.delete(key);
      if (this.chosen.value === id) this.trouble.value = null;
      this.#turn(id, (state) => dropped(message ? reduce(state, { type: 'message.added', message }) : state, key));
    } catch (error) {
      if (outbox.isClosed) return;
      this.#turn(id, (state) => changed(state, key, undelivered(error)));
    }
    await this.look();
  }

  #outboxOf(id: string): Outbox {
    const outbox = this.#outboxes.get(id) ?? new Outbox();
    this.#outboxes.set(id, outbox);
    return outbox;
  }

  /** Changes the replies on their way in a conversation, whether it is open or not. */
  #turn(id: string, change: (state: ChatState) => ChatState): void {
    if (this.chosen.value === id) this.state.value = change(this.state.value);
    else this.kept.put(id, { outgoing: change({ ...EMPTY, outgoing: this.kept.of(id).outgoing }).outgoing });
  }

  /** What stands in the open conversation is kept as it changes. */
  #keep(): void {
    const id = this.chosen.value;
    if (id) this.kept.put(id, { draft: this.draft.value, note: this.note.value, picked: this.attaching.picked.value, outgoing: this.state.value.outgoing });
  }

  #welcome(login: string): void {
    if (this.#whose) this.#putAway();
    this.kept.recall(login);
    this.#whose = login;
  }

  /** Nothing of the one who was here before is shown, stored or sent any more. */
  #putAway(): void {
    for (const outbox of this.#outboxes.values()) outbox.close();
    this.#outboxes.clear();
    this.#files.clear();
    this.#whose = null;
    batch(() => {
      this.leave();
      this.kept.clear();
      this.handoffs.value = [];
      this.approvals.value = [];
    });
  }

  /** Says what went wrong, unless another conversation is open by then. */
  async #try(what: () => Promise<unknown>): Promise<void> {
    const id = this.chosen.value;
    const say = (trouble: string | null): void => {
      if (this.chosen.value === id) this.trouble.value = trouble;
    };
    try {
      await what();
      say(null);
    } catch (error) {
      say(problemWords(error));
    }
  }
}

/** How a reply stands that was not taken, and why; one that found its session over may be sent again. */
function undelivered(error: unknown): Partial<Outgoing> {
  if (!(error instanceof Problem) || error.status === 401) return { delivery: 'failed' };
  // Of a service that does not answer the usual words say that it is tried again, which is over.
  if (error.status === 503) return { delivery: 'failed' };
  return { delivery: error.busy || error.status >= 500 ? 'failed' : 'refused', problem: inWords(error) };
}

/** Has the browser ask before the page goes. */
function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
