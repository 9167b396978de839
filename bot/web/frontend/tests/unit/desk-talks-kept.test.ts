import { afterEach, beforeEach, expect, test } from 'vitest';
import { DeskClient, type Handoff, type Me, type Talk } from '../../desk/client';
import { Desk } from '../../desk/desk';
import type { Message } from '../../shared/api/message';
import { Problem } from '../../shared/api/problem';
import { problemWords } from '../../shared/chat/problemWords';

const ANN: Me = { login: 'ann@shop.example', name: 'Ann', role: 'agent' };
const BOB: Me = { login: 'bob@shop.example', name: 'Bob', role: 'agent' };
const TAKEN = new Problem(409, 'Another person has the conversation', 'handoff-taken');
const EXPIRED = new Problem(401, 'Sign in first');
const BUSY = new Problem(503, 'try again', 'store-unavailable', 60);

/** A reply that stands before the service, which answers when the test says so. */
interface Asked {
  readonly id: string;
  readonly words: string;
  readonly take: () => void;
  readonly refuse: (error: unknown) => void;
}

/** A service that is told what to answer. */
class FakeClient extends DeskClient {
  readonly asked: Asked[] = [];
  readonly streams: string[] = [];
  readonly said = new Map<string, Message[]>();
  end: () => Promise<void> = async () => undefined;
  list: () => Promise<Handoff[]> = async () => [];

  override async talk(id: string): Promise<Talk> {
    return { status: 'assigned', messages: this.said.get(id) ?? [] };
  }

  override say(id: string, words: string, key: string): Promise<Message | undefined> {
    return new Promise((resolve, reject) => {
      this.asked.push({ id, words, take: () => resolve({ id: key, author: 'agent', parts: [{ kind: 'text', text: words }] }), refuse: reject });
    });
  }

  override handoffs(): Promise<Handoff[]> {
    return this.list();
  }

  override signOut(): Promise<void> {
    return this.end();
  }

  override async customer(): Promise<{ customer: null; orders: [] }> {
    return { customer: null, orders: [] };
  }

  override async beat(): Promise<[]> {
    return [];
  }

  override async deskEvents(signal: AbortSignal): Promise<Response> {
    return silence(signal);
  }

  override async events(id: string, _last: string | null, signal: AbortSignal): Promise<Response> {
    this.streams.push(id);
    signal.addEventListener('abort', () => this.streams.splice(this.streams.indexOf(id), 1));
    return silence(signal);
  }

  override async upload(): Promise<string> {
    return 'F-1';
  }
}

function silence(signal: AbortSignal): Response {
  return new Response(new ReadableStream({ start: (stream) => signal.addEventListener('abort', () => stream.error(signal.reason)) }));
}

const open: Desk[] = [];

function deskOf(client: FakeClient, me: Me | null = ANN): Desk {
  const desk = new Desk(client);
  open.push(desk);
  if (me) desk.enter(me);
  return desk;
}

/** Ann's desk, where a reply in A is on its way. */
async function replying(words: string): Promise<{ client: FakeClient; desk: Desk }> {
  const client = new FakeClient();
  const desk = deskOf(client);
  desk.choose('A');
  desk.say(words);
  await expect.poll(() => client.asked.length).toBe(1);
  return { client, desk };
}

/** Whether the browser would ask before the page goes. */
function asks(): boolean {
  return !dispatchEvent(new Event('beforeunload', { cancelable: true }));
}

const delivery = (desk: Desk): string[] => desk.state.value.outgoing.map((one) => `${one.shown}: ${one.delivery}`);

beforeEach(() => sessionStorage.clear());
afterEach(async () => {
  for (const desk of open.splice(0)) {
    if (desk.me.value) await desk.signOut();
    await desk.signOut();
  }
  // Word of it goes through the browser, and is not for the desk of the next test.
  await new Promise((later) => setTimeout(later, 150));
});

test('draft, note and picked files wait in their conversation while another is open', () => {
  const desk = deskOf(new FakeClient());
  desk.choose('A');
  desk.draft.value = 'half an answer';
  desk.note.value = 'she is in a hurry';
  desk.attaching.add([new File(['%PDF'], 'label.pdf', { type: 'application/pdf' })]);
  desk.choose('B');
  expect([desk.draft.value, desk.note.value, desk.attaching.picked.value]).toEqual(['', '', []]);
  desk.draft.value = 'for B';
  desk.leave();
  desk.choose('A');
  expect([desk.draft.value, desk.note.value, desk.attaching.picked.value.map((one) => one.name)]).toEqual(['half an answer', 'she is in a hurry', ['label.pdf']]);
  desk.choose('B');
  expect(desk.draft.value).toBe('for B');
});

test('a draft that is taken up again does not count as a key that was pressed', () => {
  const desk = deskOf(new FakeClient());
  const pressed: string[] = [];
  desk.presence.writes = (id) => pressed.push(id);
  desk.choose('A');
  desk.draft.value = 'half';
  desk.choose('B');
  desk.choose('A');
  expect(pressed).toEqual(['A']);
  desk.draft.value = 'half an';
  expect(pressed).toEqual(['A', 'A']);
});

test('a reply that is refused after another conversation was opened is marked, and comes back with its words and why', async () => {
  const { client, desk } = await replying('I have found it');
  desk.choose('B');
  expect(delivery(desk)).toEqual([]);
  client.asked[0]!.refuse(TAKEN);
  await expect.poll(() => [...desk.kept.unsent.value]).toEqual([['A', 'I have found it']]);
  expect(desk.trouble.value, 'B has no trouble').toBeNull();
  desk.choose('A');
  expect(delivery(desk)).toEqual(['I have found it: refused']);
  expect(desk.state.value.outgoing[0]!.problem).toBe(TAKEN);
  desk.edit(desk.state.value.outgoing[0]!.key);
  expect(desk.draft.value).toBe('I have found it');
  expect(desk.kept.unsent.value.size).toBe(0);
});

test('a reply that is taken meanwhile leaves nothing behind', async () => {
  const { client, desk } = await replying('I have found it');
  desk.choose('B');
  client.asked[0]!.take();
  await expect.poll(() => desk.kept.owes.value).toBe(false);
  desk.choose('A');
  expect(delivery(desk)).toEqual([]);
});

test('a reply that hangs in one conversation holds up none in another', async () => {
  const client = new FakeClient();
  const desk = deskOf(client);
  desk.choose('A');
  desk.say('one');
  desk.say('two');
  desk.choose('B');
  desk.say('three');
  await expect.poll(() => client.asked.map((one) => `${one.id} ${one.words}`)).toEqual(['A one', 'B three']);
  client.asked[0]!.take();
  await expect.poll(() => client.asked.map((one) => `${one.id} ${one.words}`)).toEqual(['A one', 'B three', 'A two']);
});

test('the browser asks before the page goes while a reply is under way or was not sent', async () => {
  const client = new FakeClient();
  const desk = deskOf(client);
  expect(asks()).toBe(false);
  desk.choose('A');
  desk.draft.value = 'only a draft';
  expect(asks()).toBe(false);
  desk.say('one');
  desk.choose('B');
  expect(asks()).toBe(true);
  await expect.poll(() => client.asked.length).toBe(1);
  client.asked[0]!.refuse(TAKEN);
  await expect.poll(() => desk.kept.unsent.value.size).toBe(1);
  expect(asks()).toBe(true);
  desk.choose('A');
  desk.edit(desk.state.value.outgoing[0]!.key);
  expect(asks()).toBe(false);
});

test('what was written outlives a reload for the same person alone, and no sign-out', async () => {
  const first = deskOf(new FakeClient());
  first.choose('A');
  first.draft.value = 'half an answer';
  first.note.value = 'she is in a hurry';
  const again = deskOf(new FakeClient());
  again.choose('A');
  expect([again.draft.value, again.note.value]).toEqual(['half an answer', 'she is in a hurry']);
  await again.signOut();
  expect(sessionStorage.length).toBe(0);
  await expect.poll(() => first.me.value, { message: 'nor does it in another tab' }).toBeNull();
  expect([first.chosen.value, first.draft.value, first.kept.all.value.size]).toEqual([null, '', 0]);
  const back = deskOf(new FakeClient());
  back.choose('A');
  back.draft.value = 'once more';
  expect(sessionStorage.length).toBe(1);
  const other = deskOf(new FakeClient(), BOB);
  other.choose('A');
  expect(other.draft.value).toBe('');
  expect(sessionStorage.length).toBe(0);
});

test('the words of replies that were not sent outlive a reload, and are sent again under the same key', async () => {
  const { client, desk } = await replying('refused');
  desk.say('behind it');
  client.asked[0]!.refuse(TAKEN);
  await expect.poll(() => client.asked.length).toBe(2);
  const keys = desk.state.value.outgoing.map((one) => one.key);
  const [after, again] = [new FakeClient(), deskOf(new FakeClient(), null)];
  again.client.say = after.say.bind(after);
  again.enter(ANN);
  expect([...again.kept.unsent.value]).toEqual([['A', 'refused']]);
  again.choose('A');
  expect(delivery(again), 'it is not known whether they got through').toEqual(['refused: failed', 'behind it: failed']);
  expect(asks()).toBe(true);
  for (const key of keys) again.retry(key);
  await expect.poll(() => after.asked.length).toBe(1);
  after.asked[0]!.take();
  await expect.poll(() => after.asked.length).toBe(2);
  after.asked[1]!.take();
  await expect.poll(() => again.state.value.messages.map((one) => one.id)).toEqual(keys);
  expect([delivery(again), again.kept.all.value.size]).toEqual([[], 0]);
});

test('a reply that had files is never sent without them after a reload: its words go back to be written', async () => {
  const client = new FakeClient();
  const desk = deskOf(client);
  desk.choose('A');
  desk.attaching.add([new File(['%PDF'], 'label.pdf', { type: 'application/pdf' })]);
  desk.say('Here is the label', desk.attaching.take()!);
  await expect.poll(() => client.asked.length).toBe(1);
  deskOf(new FakeClient());
  const again = deskOf(new FakeClient());
  again.choose('A');
  expect(delivery(again), 'also after the second reload').toEqual(['Here is the label: refused']);
  expect(again.state.value.outgoing[0]!.problem?.detail).toMatch(/files are no longer there/);
  again.edit(again.state.value.outgoing[0]!.key);
  expect([again.draft.value, delivery(again)]).toEqual(['Here is the label', []]);
});

test('the same person who signs in again goes on where they were, and hears the conversation', async () => {
  const client = new FakeClient();
  const desk = deskOf(client);
  desk.choose('A');
  desk.draft.value = 'half an answer';
  await expect.poll(() => client.streams).toEqual(['A']);
  desk.say('under way');
  await expect.poll(() => client.asked.length).toBe(1);
  client.list = () => Promise.reject(EXPIRED);
  client.asked[0]!.refuse(EXPIRED);
  await expect.poll(() => desk.me.value).toBeNull();
  await expect.poll(() => client.streams).toEqual([]);
  client.list = async () => [];
  client.said.set('A', [{ id: 'M-1', author: 'shopper', parts: [{ kind: 'text', text: 'are you there?' }] }]);
  desk.enter({ ...ANN });
  expect([desk.chosen.value, desk.draft.value]).toEqual(['A', 'half an answer']);
  await expect.poll(() => desk.state.value.messages.map((one) => one.id)).toEqual(['M-1']);
  await expect.poll(() => client.streams).toEqual(['A']);
  expect(delivery(desk), 'it may be sent again').toEqual(['under way: failed']);
  desk.retry(desk.state.value.outgoing[0]!.key);
  await expect.poll(() => client.asked.length).toBe(2);
});

test('another person who signs in finds nothing of the first, and sends nothing for them', async () => {
  const client = new FakeClient();
  const desk = deskOf(client);
  desk.choose('A');
  desk.say('from Ann');
  desk.say('from Ann too');
  desk.draft.value = 'half an answer';
  await expect.poll(() => client.asked.length).toBe(1);
  desk.choose('B');
  desk.draft.value = 'for B';
  desk.enter(null);
  desk.enter(BOB);
  expect([desk.chosen.value, desk.draft.value, desk.kept.all.value.size]).toEqual([null, '', 0]);
  client.asked[0]!.refuse(BUSY);
  desk.choose('A');
  expect([desk.draft.value, delivery(desk)]).toEqual(['', []]);
  desk.say('from Bob');
  await expect.poll(() => client.asked.map((one) => one.words)).toEqual(['from Ann', 'from Bob']);
  dispatchEvent(new Event('online'));
  await new Promise((later) => setTimeout(later, 150));
  expect(client.asked.map((one) => one.words), 'nothing more of Ann’s').toEqual(['from Ann', 'from Bob']);
  expect(JSON.stringify(sessionStorage)).not.toMatch(/Ann|half|for B"/);
});

test.each([BUSY, new TypeError('Failed to fetch')])('a sign-out that fails (%o) says so, and leaves everything', async (error) => {
  const client = new FakeClient();
  const desk = deskOf(client);
  desk.choose('A');
  desk.draft.value = 'half an answer';
  client.end = () => Promise.reject(error);
  await desk.signOut();
  expect([desk.me.value, desk.stays.value, desk.draft.value]).toEqual([ANN, 'staysFailed', 'half an answer']);
  client.end = async () => undefined;
  await desk.signOut();
  expect([desk.me.value, desk.stays.value, desk.chosen.value]).toEqual([null, null, null]);
});

test('a session that is over already is signed out', async () => {
  const client = new FakeClient();
  const desk = deskOf(client);
  client.end = () => Promise.reject(EXPIRED);
  await desk.signOut();
  expect([desk.me.value, desk.stays.value]).toEqual([null, null]);
});

test('signing out with a reply that was not sent has to be meant', async () => {
  const { client, desk } = await replying('one');
  client.asked[0]!.refuse(TAKEN);
  await expect.poll(() => desk.kept.unsent.value.size).toBe(1);
  await desk.signOut();
  expect([desk.me.value, desk.stays.value]).toEqual([ANN, 'staysUnsent']);
  await desk.signOut();
  expect([desk.me.value, desk.kept.all.value.size, sessionStorage.length]).toEqual([null, 0, 0]);
});

test('a note that is taken after another conversation was opened is no draft there any more', () => {
  const desk = deskOf(new FakeClient());
  desk.choose('A');
  desk.note.value = 'of A';
  desk.choose('B');
  desk.note.value = 'of B';
  desk.taken('A', 'note', 'of A');
  expect(desk.note.value).toBe('of B');
  desk.choose('A');
  expect(desk.note.value).toBe('');
});

test('what is typed while a note is on its way stays', () => {
  const desk = deskOf(new FakeClient());
  desk.choose('A');
  desk.note.value = 'Call her back. And tell Bob';
  desk.taken('A', 'note', 'Call her back.');
  expect(desk.note.value).toBe('And tell Bob');
});

test('what was not taken in A is not told where B is open', async () => {
  const { client, desk } = await replying('hello');
  let refuse: (error: unknown) => void = () => undefined;
  client.send = () => new Promise((_, reject) => (refuse = reject));
  const noted = desk.file.write('a note');
  desk.choose('B');
  refuse(TAKEN);
  expect(await noted).toBe(false);
  expect(desk.trouble.value).toBeNull();
  const again = desk.file.write('a note of B');
  refuse(TAKEN);
  await again;
  expect(desk.trouble.value).toMatch(/colleague has/);
});

test('a reply to a talk that has ended says so in the words of the reader', async () => {
  const { client, desk } = await replying('hello');
  client.asked[0]!.refuse(new Problem(404, 'handoff not found: A', 'handoff-not-found'));
  await expect.poll(() => delivery(desk)).toEqual(['hello: refused']);
  expect(problemWords(desk.state.value.outgoing[0]!.problem!)).toMatch(/closed, or with the assistant/);
});
