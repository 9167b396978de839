import { batch, computed, signal } from '@preact/signals';
import { readEvent } from '../shared/api/events';
import { Problem } from '../shared/api/problem';
import { problemWords } from '../shared/chat/problemWords';
import { EventStream } from '../shared/conversation/event-stream';
import { newKey } from '../shared/conversation/key';
import { changed, dropped, EMPTY, recall, reduce, sendingOff, type ChatState } from '../shared/conversation/state';
import { CaseFile } from './files/file';
import { Attaching } from './attach/attaching';
import type { Upload } from './attach/upload';
import { Company, TypingWatch } from './company';
import { Live } from './live';
import { pagesOf } from './pages';
import type { Asked, Customer, DeskClient, Handoff, Me } from './client';
import { Presence } from './presence';
import { Outbox } from './outbox';
import type { OrderPart } from '../shared/api/parts';

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
  /** The handoff of the chosen conversation; undefined once it has left the desk. */
  readonly handoff = computed(() => this.handoffs.value.find((one) => one.conversationId === this.chosen.value));
  readonly waiting = computed(() => this.handoffs.value.filter((one) => one.state === 'waiting'));

  readonly presence: Presence;
  readonly company = new Company(this);
  readonly file = new CaseFile(this);
  readonly attaching = new Attaching(this);
  readonly #typing = new TypingWatch();

  readonly #outbox = new Outbox();
  /** What each answer on its way carries. */
  readonly #files = new Map<string, readonly Upload[]>();
  #stream = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #approvalsDue: ReturnType<typeof setTimeout> | undefined;
  #live: Live | null = null;
  /** One look after the other, so that an older answer never overwrites a newer one. */
  #line: Promise<void> = Promise.resolve();

  constructor(
    readonly client: DeskClient,
    /** The list has been read anew. */
    private readonly onRead: () => void = () => undefined,
  ) {
    this.presence = new Presence(client, () => this.enter(null));
    this.draft.subscribe((words) => {
      if (words && this.chosen.value) this.presence.writes(this.chosen.value);
    });
  }

  /** Whether this person decides what is over a limit. */
  get decides(): boolean {
    return ['supervisor', 'admin'].includes(this.me.value?.role ?? '');
  }

  async start(): Promise<void> {
    this.enter(await this.client.me());
  }

  enter(me: Me | null): void {
    this.me.value = me;
    clearTimeout(this.#timer);
    clearTimeout(this.#approvalsDue);
    this.#live?.close();
    const sees = me && pagesOf(me.role).includes('talks') ? me : null;
    this.#live = sees && this.#listen(sees);
    if (sees) this.presence.start();
    else this.presence.stop();
    if (sees) void this.#look();
  }

  async signOut(): Promise<void> {
    await this.client.signOut().catch(() => undefined);
    this.leave();
    this.enter(null);
  }

  choose(id: string): void {
    if (this.chosen.value === id) return;
    this.leave();
    this.chosen.value = id;
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
      this.trouble.value = null;
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
    this.state.value = changed(this.state.value, key, { delivery: 'sending' });
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

  async act(act: Act): Promise<void> {
    const id = this.chosen.value;
    if (!id) return;
    await this.#try(() => this.client.act(id, act));
    await this.look();
  }

  async decide(id: string, decision: 'approve' | 'refuse', word: string): Promise<void> {
    await this.#try(() => this.client.decide(id, decision, word));
    await this.look();
  }

  /** Reads who waits, now. */
  look(): Promise<void> {
    return (this.#line = this.#line.then(() => this.#readAll()));
  }

  async #readAll(): Promise<void> {
    try {
      const [handoffs, approvals] = await Promise.all([this.client.handoffs(), this.decides ? this.client.approvals() : []]);
      batch(() => {
        this.handoffs.value = handoffs;
        this.approvals.value = approvals;
        this.offline.value = false;
      });
      this.onRead();
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.enter(null);
      else this.offline.value = true;
    }
  }

  async #look(): Promise<void> {
    await this.look();
    if (!this.me.value) return;
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
    try {
      const read = new Map((await this.client.handoffs(ids)).map((one) => [one.conversationId, one]));
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
    void this.#try(async () => {
      const found = await this.client.customer(id);
      if (isStill()) this.customer.value = found;
    });
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

  async #send(id: string, key: string, words: string): Promise<void> {
    try {
      const files = this.#files.get(key) ?? [];
      const message = await this.#outbox.send(async () => this.client.say(id, words, key, await Promise.all(files.map((file) => file.kept()))));
      this.#files.delete(key);
      if (this.chosen.value !== id) return;
      this.trouble.value = null;
      const state = message ? reduce(this.state.value, { type: 'message.added', message }) : this.state.value;
      this.state.value = dropped(state, key);
    } catch (error) {
      if (this.chosen.value !== id) return;
      const refused = error instanceof Problem && !error.busy && error.status < 500;
      this.state.value = changed(this.state.value, key, { delivery: refused ? 'refused' : 'failed' });
      this.trouble.value = error instanceof Problem ? problemWords(error) : String(error);
    }
    await this.look();
  }

  async #try(what: () => Promise<unknown>): Promise<void> {
    try {
      await what();
      this.trouble.value = null;
    } catch (error) {
      this.trouble.value = error instanceof Problem ? problemWords(error) : String(error);
    }
  }
}
