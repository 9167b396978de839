import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Client, type Begun } from '../../shared/api/client';
import { Problem } from '../../shared/api/problem';
import { Conversation } from '../../shared/conversation/conversation';
import type { Host } from '../../shared/conversation/host';
import { BrowserPictures } from '../../shared/conversation/picture-store';
import type { Context, Session } from '../../shared/protocol';

/** An answer that comes when the test gives it. */
class Held<T> {
  readonly asked: unknown[][] = [];
  readonly #answers: ((answer: Promise<T>) => void)[] = [];

  readonly ask = (...given: unknown[]): Promise<T> => {
    this.asked.push(given);
    return new Promise((resolve) => this.#answers.push(resolve));
  };

  async give(answer: T | Error, which = 0): Promise<void> {
    this.#answers.splice(which, 1)[0]!(answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer));
    await settle();
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150));
const begun = (conversation_id: string): Begun => ({ conversation_id, token: `token of ${conversation_id}`, status: 'bot' });

/** A service whose answers are held back. */
class HeldClient extends Client {
  readonly found = new Held<Begun | null>();
  readonly created = new Held<Begun>();
  readonly bound = new Held<void>();
  readonly sent: string[] = [];
  override mine = this.found.ask;
  override createConversation = this.created.ask;
  override identify = this.bound.ask;
  override of = (): Promise<unknown> => Promise.resolve(null);
  override history = (): Promise<[]> => Promise.resolve([]);
  override events = (): Promise<Response> => new Promise(() => {});
  override send = (session: Session, outbound: { text?: string }): Promise<string> => {
    this.sent.push(`${outbound.text} in ${session.conversation_id}`);
    return Promise.resolve(`${this.sent.length}`);
  };
}

/** A shop's page that keeps what it is given. */
class Shop implements Host {
  identity: string | null = null;
  session: Session | null = null;
  readonly held = new Map<string, string>();
  readonly told: unknown[] = [];

  context(identified: boolean): Promise<Context> {
    return Promise.resolve({ session: this.session, identity: identified ? this.identity : null, page: null, cart: 0, held: {} });
  }

  keep(session: Session | null): void {
    this.session = session;
  }

  hold(name: string, words: string | null): void {
    if (words === null) this.held.delete(name);
    else this.held.set(name, words);
  }

  tell(name: string, detail?: unknown): void {
    this.told.push(detail === undefined ? name : { [name]: detail });
  }
}

let client: HeldClient;
let shop: Shop;
let conversation: Conversation;

beforeEach(() => {
  client = new HeldClient();
  shop = new Shop();
  conversation = new Conversation(client, shop, signal('en'), new BrowserPictures());
});

afterEach(() => {
  conversation.signOut();
  vi.useRealTimers();
});

const say = (words: string): void => conversation.say({ text: words }, words);

test('a conversation that is found after its customer signed out is not taken', async () => {
  void conversation.identify('A');
  conversation.signOut();
  await client.found.give(begun('of A'));
  expect([conversation.session, shop.session]).toEqual([null, null]);
  expect(shop.told).toEqual(['restart']);
});

test('a conversation that is begun for who signed out meanwhile is not taken up, and nothing is sent in it', async () => {
  shop.identity = 'A';
  say('where is my order?');
  await settle();
  expect(client.created.asked).toMatchObject([[{ identity: 'A' }]]);
  shop.identity = null;
  conversation.signOut();
  say('hello of a guest');
  await client.created.give(begun('of A'));
  expect(client.sent).toEqual([]);
  expect(shop.session).toBeNull();
  expect(client.created.asked[1]).toMatchObject([{ identity: null }]);
  await client.created.give(begun('of the guest'));
  expect(client.sent).toEqual(['hello of a guest in of the guest']);
  expect(shop.session?.conversation_id).toBe('of the guest');
  expect([...shop.held.keys()]).toEqual([]);
});

test('the conversation is not begun for whose word comes after the sign-out', async () => {
  const asked = new Held<Context>();
  shop.context = asked.ask;
  say('where is my order?');
  await settle();
  await asked.give({ session: null, identity: null, page: null, cart: 0, held: {} });
  conversation.signOut();
  await asked.give({ session: null, identity: 'A', page: null, cart: 0, held: {} });
  expect(client.created.asked).toEqual([]);
  expect(shop.held.size).toBe(0);
});

test('a message that waits for the line does not keep the next customer waiting', async () => {
  shop.session = begun('of A');
  conversation.resume(shop.session);
  const send = client.send;
  client.send = () => Promise.reject(new TypeError('cut'));
  say('of A');
  await settle();
  client.send = send;
  conversation.signOut();
  say('of B');
  await settle();
  await client.created.give(begun('of B'));
  expect(client.sent).toEqual(['of B in of B']);
});

test('another tab that signs out ends what is under way here', async () => {
  void conversation.identify('A');
  conversation.follow(null, {});
  await client.found.give(begun('of A'));
  expect(conversation.session).toBeNull();
});

test('of two customers the one who was named last is looked for, whichever answer comes first', async () => {
  void conversation.identify('A');
  void conversation.identify('B');
  await client.found.give(begun('of A'));
  expect(conversation.session).toBeNull();
  await client.found.give(begun('of B'));
  expect(conversation.session?.conversation_id).toBe('of B');
});

test('a refusal of who has signed out puts nothing away that is here now', async () => {
  conversation.resume(begun('of a guest'));
  void conversation.identify('A');
  await settle();
  conversation.signOut();
  conversation.resume(begun('of the next'));
  await client.bound.give(new Problem(409, 'It is another customer\'s.'));
  expect(conversation.session?.conversation_id).toBe('of the next');
  expect(shop.told).toEqual(['restart']);
});

test('who signs in is named until the service says yes or no, each time with a fresh word', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 20 });
  conversation.resume(begun('of a guest'));
  void conversation.identify('first');
  await settle();
  shop.identity = 'second';
  await client.bound.give(new TypeError('cut'));
  await vi.advanceTimersByTimeAsync(1500);
  shop.identity = 'third';
  await client.bound.give(new Problem(429, 'Please wait.', '', 7));
  await vi.advanceTimersByTimeAsync(6500);
  expect(client.bound.asked.map(([, identity]) => identity)).toEqual(['first', 'second']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(client.bound.asked.map(([, identity]) => identity)).toEqual(['first', 'second', 'third']);
  expect(shop.told).toEqual([]);
  await client.bound.give(undefined);
  expect(shop.told).toEqual([{ identity: { accepted: true } }]);
});

test('a refusal is told once and not asked again, and a sign-out ends the asking', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 20 });
  void conversation.identify('forged');
  await client.found.give(new Problem(403, 'It is not signed by this shop.'));
  expect(shop.told).toEqual([{ identity: { accepted: false, detail: 'It is not signed by this shop.' } }]);
  shop.identity = 'A';
  void conversation.identify('A');
  await client.found.give(new Problem(503, 'Busy.', '', 3));
  conversation.signOut();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(client.found.asked).toHaveLength(2);
});

test('who signs in while the conversation is begun is bound to it, unless it was begun with that very word', async () => {
  say('hello');
  await settle();
  void conversation.identify('A');
  await client.created.give(begun('of a guest'));
  expect(client.bound.asked.map(([, identity]) => identity)).toEqual(['A']);
  await client.bound.give(undefined);
  conversation.signOut();
  shop.identity = 'B';
  say('hello');
  await settle();
  void conversation.identify('B');
  await client.created.give(begun('of B'));
  expect(client.bound.asked).toHaveLength(1);
  expect(client.sent).toEqual(['hello in of a guest', 'hello in of B']);
});

test('the conversation of another customer is put away, and theirs is found who is signed in', async () => {
  conversation.resume(begun('of A'));
  shop.identity = 'fresh word of B';
  void conversation.identify('B');
  await settle();
  await client.bound.give(new Problem(409, 'It is another customer\'s.'));
  expect(client.found.asked).toEqual([['fresh word of B']]);
  await client.found.give(begun('of B'));
  expect(conversation.session?.conversation_id).toBe('of B');
});
