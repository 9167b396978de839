import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Client, type Outbound } from '../../shared/api/client';
import { Problem } from '../../shared/api/problem';
import { wordsOf } from '../../shared/api/message';
import { Conversation } from '../../shared/conversation/conversation';
import type { Host } from '../../shared/conversation/host';
import { BrowserPictures, type PictureStore } from '../../shared/conversation/picture-store';
import { untold, type Picture } from '../../shared/conversation/state';
import type { Context, Session } from '../../shared/protocol';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150));
const photo = (name: string): Picture => ({ blob: Promise.resolve(new Blob([name])), url: 'blob:x' });
const NO_STORE: PictureStore = { keep: refuse, read: refuse, drop: refuse };

function refuse(): Promise<never> {
  return Promise.reject(new DOMException('refused', 'SecurityError'));
}

/** A service over a line that can be cut: what is stored is announced before it is answered, and the answer comes when the test lets it. */
class CutClient extends Client {
  readonly stored = new Map<string, string>();
  /** In which conversation what was stored is. */
  readonly places: string[] = [];
  isCut = false;
  /** What is stored is announced to whoever listens. */
  isHeard = true;
  #events: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly #answers: (() => void)[] = [];
  #held = false;

  override upload = async (_: Session, picture: Blob): Promise<string> => {
    if (this.isCut) throw new TypeError('cut');
    return picture.text();
  };
  override events = (): Promise<Response> =>
    Promise.resolve(new Response(new ReadableStream<Uint8Array>({ start: (events) => void (this.#events = events) })));
  override history = (): Promise<[]> => Promise.resolve([]);
  override of = (): Promise<unknown> => Promise.resolve(null);
  override createConversation = () => Promise.resolve({ conversation_id: 'of the next', token: 't', status: 'bot' as const });
  override send = async ({ conversation_id }: Session, outbound: Outbound, key: string): Promise<string> => {
    if (this.isCut) throw new TypeError('cut');
    const what = 'attachments' in outbound ? String(outbound.attachments) : String('text' in outbound && outbound.text);
    if (!this.stored.has(key)) {
      this.stored.set(key, what);
      this.places.push(`${what} in ${conversation_id}`);
      if (this.isHeard) this.announce(what, 'text' in outbound ? String(outbound.text) : '');
    }
    if (this.#held) await new Promise<void>((resolve) => this.#answers.push(resolve));
    if (this.isCut) throw new TypeError('the answer is lost');
    return `id of ${this.stored.get(key)}`;
  };

  announce(what: string, words: string): void {
    const parts = words ? [{ kind: 'text', text: words }] : [{ kind: 'image', attachment_id: what, width: 1, height: 1 }];
    const message = { id: `id of ${what}`, author: 'shopper', parts };
    this.#events!.enqueue(new TextEncoder().encode(`event: message.added\ndata: ${JSON.stringify({ message })}\n\n`));
  }

  hold(): void {
    this.#held = true;
  }

  answer(): void {
    this.#held = false;
    for (const answer of this.#answers.splice(0)) answer();
  }
}

class Shop implements Host {
  session: Session | null = { conversation_id: crypto.randomUUID(), token: 't' };
  readonly held: Record<string, string> = {};
  context = (): Promise<Context> => Promise.resolve({ session: this.session, identity: null, page: null, cart: 0, held: this.held });
  keep = (session: Session | null): void => void (this.session = session);
  hold = (name: string, words: string | null): void => void (words === null ? delete this.held[name] : (this.held[name] = words));
  tell(): void {}
}

let client: CutClient;
let shop: Shop;
let conversation: Conversation;

const begin = async (store: PictureStore = new BrowserPictures()): Promise<void> => {
  conversation = new Conversation(client, shop, signal('en'), store);
  if (shop.session) conversation.resume(shop.session);
  await settle();
};
/** What comes sooner or later: a machine that is busy takes its time, and the line is tried again after seconds. */
const soon = <T>(what: () => T) => expect.poll(what, { timeout: 10_000 });
const stored = (): string[] => [...client.stored.values()];
const deliveries = (): string[] => conversation.state.value.outgoing.map(({ delivery }) => delivery);
const kept = (): string[] => Object.keys(shop.held).filter((name) => name.startsWith('out.'));
/** The line is back, and the browser says so. */
const heal = (): void => {
  client.isCut = false;
  dispatchEvent(new Event('online'));
};
const shown = (): string[] => [...conversation.state.value.messages.map(({ id, ...one }) => wordsOf({ id, ...one }) || id), ...untold(conversation.state.value).map(({ shown }) => `…${shown}`)];

beforeEach(() => {
  client = new CutClient();
  shop = new Shop();
});

afterEach(() => conversation.signOut());

test('of two photos that wait for the line both are sent, though the first is told back before it is answered', async () => {
  await begin();
  client.isCut = true;
  conversation.say({}, '', [photo('one')]);
  await soon(deliveries).toEqual(['waiting']);
  conversation.say({}, '', [photo('two')]);
  await soon(kept).toHaveLength(2);
  expect(deliveries()).toEqual(['waiting', 'sending']);
  client.hold();
  heal();
  await soon(shown).toEqual(['id of one', '…']);
  expect(stored()).toEqual(['one']);
  expect(kept(), 'neither is forgotten before the service has it').toHaveLength(2);
  client.answer();
  await soon(stored).toEqual(['one', 'two']);
  await soon(kept).toEqual([]);
  expect(shown()).toEqual(['id of one', 'id of two']);
  expect(conversation.state.value.outgoing).toEqual([]);
});

test('of two photos of which one was left by an earlier page both are sent', async () => {
  await begin();
  client.isCut = true;
  conversation.say({}, '', [photo('one')]);
  await soon(kept).toHaveLength(1);
  const [left, session] = [{ ...shop.held }, shop.session];
  conversation.signOut();
  shop.session = session;
  await begin();
  Object.assign(shop.held, left);
  await new BrowserPictures().keep(kept()[0]!.slice('out.'.length), [new Blob(['one'])]);
  conversation.restore(shop.held);
  await soon(deliveries).toEqual(['waiting']);
  conversation.say({}, '', [photo('two')]);
  client.hold();
  heal();
  await soon(stored).toEqual(['one']);
  await soon(() => conversation.state.value.messages.length).toBe(1);
  client.answer();
  await soon(stored).toEqual(['one', 'two']);
  await soon(kept).toEqual([]);
  expect(shown()).toEqual(['id of one', 'id of two']);
});

test('the same words of another tab do not stand for those that are on their way here', async () => {
  await begin();
  client.hold();
  client.isHeard = false;
  conversation.say({ text: 'hello' }, 'hello');
  await soon(stored).toEqual(['hello']);
  client.announce('from the other tab', 'hello');
  await soon(shown).toEqual(['hello']);
  expect(kept()).toHaveLength(1);
  client.isCut = true;
  client.answer();
  await soon(deliveries).toEqual(['waiting']);
  expect(kept(), 'nothing says that these have arrived').toHaveLength(1);
  client.isHeard = true;
  client.stored.clear();
  heal();
  await soon(stored).toEqual(['hello']);
  await soon(kept).toEqual([]);
  await soon(shown).toEqual(['hello', 'hello']);
});

test('what got through though its answer was lost is shown once, and sent on under its key', async () => {
  await begin();
  client.hold();
  conversation.say({ text: 'hello' }, 'hello');
  await soon(shown).toEqual(['hello']);
  client.isCut = true;
  client.answer();
  await soon(deliveries).toEqual(['waiting']);
  expect(shown()).toEqual(['hello']);
  heal();
  await soon(kept).toEqual([]);
  expect([client.stored.size, shown(), conversation.state.value.outgoing]).toEqual([1, ['hello'], []]);
});

for (const store of ['keeps', 'refuses'] as const) {
  test(`a sign-out in another tab leaves nothing that waits here, where the browser ${store} pictures`, async () => {
    await begin(store === 'keeps' ? undefined : NO_STORE);
    client.isCut = true;
    conversation.say({}, '', [photo('of A')]);
    conversation.say({ text: 'of A' }, 'of A');
    await soon(() => conversation.state.value.outgoing.map(({ kept }) => kept)).toEqual([store === 'keeps', undefined]);
    await soon(deliveries).toEqual(['waiting', 'sending']);
    const people = conversation.people.value;
    const { key } = conversation.state.value.outgoing[0]!;
    shop.session = null;
    for (const name of kept()) delete shop.held[name];
    conversation.signedOut();
    conversation.follow(null, shop.held);
    expect([conversation.state.value.outgoing, conversation.session]).toEqual([[], null]);
    expect(conversation.people.value, 'the fields are another person’s').toBe(people + 1);
    heal();
    conversation.say({ text: 'of B' }, 'of B');
    await soon(stored).toEqual(['of B']);
    await settle();
    expect(stored()).toEqual(['of B']);
    if (store === 'keeps') await soon(() => new BrowserPictures().read(key)).toBeUndefined();
  });
}

/** Another tab of the shop, in the same conversation. */
const inOtherTab = async (): Promise<Conversation> => {
  const other = new Conversation(client, shop, signal('en'), new BrowserPictures());
  other.resume(shop.session!);
  await settle();
  return other;
};

for (const heard of [true, false]) {
  test(`what waits here for a conversation that another tab puts away is sent in the next one on the shopper's wish alone, where tabs ${heard ? 'hear' : 'do not hear'} each other`, async () => {
    await begin();
    const other = await inOtherTab();
    client.isCut = true;
    conversation.say({ text: 'for the first' }, 'for the first');
    conversation.say({}, '', [photo('for the first')]);
    await soon(() => conversation.state.value.outgoing.map(({ kept }) => kept)).toEqual([undefined, true]);
    await soon(deliveries).toEqual(['waiting', 'sending']);
    other.startAgain();
    if (heard) await soon(() => conversation.session).toBeNull();
    conversation.follow(null, shop.held);
    expect([deliveries(), shown(), kept().length]).toEqual([['failed', 'failed'], ['…for the first', '…'], 2]);
    client.isCut = false;
    other.say({ text: 'anew' }, 'anew');
    await soon(() => client.places).toEqual(['anew in of the next']);
    conversation.follow(shop.session, shop.held);
    dispatchEvent(new Event('online'));
    await settle();
    expect([deliveries(), client.places, kept().length]).toEqual([['failed', 'failed'], ['anew in of the next'], 2]);
    for (const { key, astray } of conversation.state.value.outgoing) {
      expect(astray, 'and may be taken back').toBe(true);
      conversation.retry(key);
    }
    await soon(kept).toEqual([]);
    expect(client.places).toEqual(['anew in of the next', 'for the first in of the next', 'for the first in of the next']);
    other.signOut();
  });
}

test('what an earlier page wrote for a conversation that was put away since is sent in the next one on the shopper\'s wish alone', async () => {
  await begin();
  client.isCut = true;
  conversation.say({ text: 'for the first' }, 'for the first');
  await soon(deliveries).toEqual(['waiting']);
  const left = { ...shop.held };
  conversation.signOut();
  client.isCut = false;
  shop.session = { conversation_id: 'the second', token: 't' };
  Object.assign(shop.held, left);
  await begin();
  conversation.restore(shop.held);
  await settle();
  expect([deliveries(), client.places]).toEqual([['failed'], []]);
  client.isCut = true;
  conversation.retry(conversation.state.value.outgoing[0]!.key);
  await soon(deliveries).toEqual(['waiting']);
  conversation = new Conversation(client, shop, signal('en'), new BrowserPictures());
  conversation.resume(shop.session);
  conversation.restore(shop.held);
  expect(deliveries(), 'it is meant for this one by now').toEqual(['waiting']);
  heal();
  await soon(() => client.places).toEqual(['for the first in the second']);
});

test('a first message waits for the conversation that it has begun, and for no later one', async () => {
  shop.session = null;
  await begin();
  client.send = () => Promise.reject(new TypeError('cut'));
  conversation.say({ text: 'the first' }, 'the first');
  await soon(() => shop.session?.conversation_id).toBe('of the next');
  await soon(deliveries).toEqual(['waiting']);
  conversation.follow({ conversation_id: 'a later one', token: 't' }, shop.held);
  expect(deliveries()).toEqual(['failed']);
});

test('what is stored in a conversation just as another tab puts it away is shown in no other', async () => {
  await begin();
  client.hold();
  conversation.say({ text: 'hello' }, 'hello');
  await soon(stored).toEqual(['hello']);
  conversation.follow({ conversation_id: 'a later one', token: 't' }, shop.held);
  expect(shown()).toEqual(['…hello']);
  client.answer();
  await soon(shown).toEqual([]);
  expect([kept(), client.stored.size]).toEqual([[], 1]);
});

test('words that wait in another tab go with the customer who signs out', async () => {
  await begin();
  const other = await inOtherTab();
  client.isCut = true;
  conversation.say({ text: 'of A' }, 'of A');
  await soon(deliveries).toEqual(['waiting']);
  other.signOut();
  await soon(shown).toEqual([]);
  expect(kept()).toEqual([]);
});

test('a proxy that finds no service behind it, whatever it answers, does not end the conversation: the message waits and gets through', async () => {
  await begin();
  const send = client.send;
  for (const status of [404, 521]) {
    client.send = () => Promise.reject(new Problem(status, 'no page of the service'));
    conversation.say({ text: `at ${status}` }, `at ${status}`);
    await soon(deliveries).toEqual(['waiting']);
    expect(conversation.session).toEqual(shop.session);
    client.send = send;
    heal();
    await soon(kept).toEqual([]);
  }
  expect(client.places).toEqual([404, 521].map((status) => `at ${status} in ${shop.session!.conversation_id}`));
});
