import { signal } from '@preact/signals';
import { beforeEach, expect, test } from 'vitest';
import { PreChat } from '../../panel/preChat';
import { Client, type Begun } from '../../shared/api/client';
import type { Json } from '../../shared/api/read';
import { Conversation } from '../../shared/conversation/conversation';
import type { Host } from '../../shared/conversation/host';
import { BrowserPictures } from '../../shared/conversation/picture-store';
import type { Context, Session } from '../../shared/protocol';

const NOBODY: Context = { session: null, identity: null, page: null, cart: 0, held: {} };
const CONSENT: Json = { when: 'always', may_skip: false, fields: [{ name: 'consent', label: 'I agree.', type: 'check', required: true }] };
const context = (): Promise<Context> => Promise.resolve(NOBODY);
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150));

/** A service that asks first what the test gives it to ask. */
class Asking extends Client {
  readonly sent: string[] = [];
  questions: () => Promise<Json | undefined> = () => Promise.resolve(CONSENT);
  given = false;
  override asksFirst = (): Promise<Json | undefined> => this.questions();
  override createConversation = (): Promise<Begun> => Promise.resolve({ conversation_id: 'c', token: 't', status: 'bot' });
  override of = (_: Session, what: string): Promise<unknown> => Promise.resolve(what === 'introduction' ? { given: this.given } : null);
  override history = (): Promise<[]> => Promise.resolve([]);
  override events = (): Promise<Response> => new Promise(() => {});
  override send = (_: Session, outbound: { text?: string }): Promise<string> => Promise.resolve(`${this.sent.push(outbound.text ?? '')}`);
}

const shop: Host = { context, keep: () => undefined, hold: () => undefined, tell: () => undefined };
let client: Asking;
let conversation: Conversation;
let preChat: PreChat;

beforeEach(() => {
  client = new Asking();
  conversation = new Conversation(client, shop, signal('en'), new BrowserPictures());
  preChat = new PreChat(client, context, conversation);
});

/** The panel is open, on a page of the shop. */
const look = async (page = 1): Promise<void> => {
  preChat.follow(conversation.session);
  preChat.look('en', page);
  await settle();
};

test('words of a button or of the page wait for what is asked first, an agreement above all', async () => {
  preChat.say('Where is order W10102?');
  await settle();
  expect(conversation.state.value.outgoing, 'it is not known yet what is asked').toEqual([]);
  await look();
  preChat.say('And W10103?');
  await settle();
  expect([preChat.due?.when, client.sent]).toEqual(['always', []]);
  await preChat.send({ consent: 'yes' });
  await settle();
  expect(client.sent).toEqual(['Where is order W10102?', 'And W10103?']);
  preChat.say('Thanks');
  await settle();
  expect(client.sent.at(-1), 'what was settled holds up nothing any more').toBe('Thanks');
});

test('words that wait are said when the form is passed over', async () => {
  preChat.say('hello');
  await look();
  preChat.skip();
  await settle();
  expect(client.sent).toEqual(['hello']);
});

test('where nothing is asked now, or the service does not say, nobody is kept waiting', async () => {
  client.questions = () => Promise.resolve(undefined);
  preChat.say('hello');
  await look();
  expect(client.sent).toEqual(['hello']);
  client.questions = () => Promise.reject(new TypeError('cut'));
  preChat = new PreChat(client, context, conversation);
  preChat.say('again');
  await look();
  expect(client.sent).toEqual(['hello', 'again']);
});

test('in a conversation of an earlier page it is first looked whether the form was filled in', async () => {
  client.given = true;
  conversation.resume({ conversation_id: 'earlier', token: 't' });
  preChat.say('hello');
  preChat.look('en', 1);
  await settle();
  expect(client.sent).toEqual([]);
  await look();
  expect(client.sent).toEqual(['hello']);
});

test('words that waited for one customer are not said for the next', async () => {
  preChat.say('Where is order W10102?');
  await look();
  conversation.signOut();
  preChat.skip();
  await settle();
  expect(client.sent).toEqual([]);
});
