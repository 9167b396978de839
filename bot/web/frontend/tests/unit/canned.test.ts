import { expect, test } from 'vitest';
import { Canned } from '../../desk/assist/canned';
import { CannedFile } from '../../desk/assist/cannedFile';
import { DeskClient } from '../../desk/client';
import { Desk } from '../../desk/desk';
import { Problem } from '../../shared/api/problem';
import type { Json } from '../../shared/api/read';

const SHIP = { id: 'r1', shortcut: 'ship', en: '{order} is on its way to {customer}.', zh: '{customer}的{order}已发出。' };
const THANKS = { id: 'r2', shortcut: 'thanks', en: 'Thank you!', zh: '谢谢！' };
const MACRO = { id: 'm1', shortcut: 'over', name: 'Tell and close', version: 'v1', steps: [{ kind: 'reply', value: 'r1' }, { kind: 'close', value: '' }] };
const DOWN = new Problem(502, 'the shop is away');

/** A service whose answers are held or fail where a test wants it. */
class Service extends DeskClient {
  readonly fails = new Set<string>();
  readonly ran: Json[] = [];
  readonly #held = new Map<string, Promise<void>>();
  #release: () => void = () => undefined;
  readonly #values: Readonly<Record<string, Json>> = {
    a: { values: { customer: 'Ada', order: 'W1', agent: 'Fay' }, orders: ['W1'], order: 'W1', language: 'en' },
    b: { values: { customer: '白露', order: 'W2', agent: 'Fay' }, orders: ['W2', 'W3'], order: 'W2', language: 'zh' },
  };

  /** Answers of this name wait until they are let go. */
  hold(name: string): void {
    this.#held.set(name, new Promise((resolve) => (this.#release = resolve)));
  }

  async letGo(): Promise<void> {
    this.#held.clear();
    this.#release();
    await settled();
  }

  override async read(url: string): Promise<Json | undefined> {
    const [, id, order] = /\/conversations\/(\w+)\/variables(?:\?order=(\w+))?$/.exec(url) ?? [];
    const name = id ? 'variables' : url.split('/').at(-1)!;
    await this.#held.get(name);
    if (this.fails.has(name)) throw DOWN;
    if (name === 'canned') return { replies: [SHIP, THANKS] };
    if (name === 'macros') return { macros: [MACRO] };
    const found = this.#values[id!]!;
    return order ? { ...found, order, values: { ...(found['values'] as Json), order } } : found;
  }

  override async sendFile(): Promise<Json | undefined> {
    return { plan: { id: 'p1', added: [SHIP], changed: [], same: 0 } };
  }

  override async send(_url: string, body: Json): Promise<Json | undefined> {
    this.ran.push(body);
    return { steps: [] };
  }

  override async talk() {
    return { status: 'assigned' as const, messages: [] };
  }

  override async customer() {
    return { customer: null, orders: [] };
  }

  override async handoffs() {
    return [];
  }

  override async beat() {
    return [];
  }

  override events(): Promise<Response> {
    return new Promise(() => undefined);
  }
}

function settled(): Promise<void> {
  return new Promise((later) => setTimeout(later));
}

async function opened(): Promise<{ service: Service; desk: Desk; canned: Canned; write: (words: string) => Promise<void>; press: (key: string) => boolean }> {
  const service = new Service();
  const desk = new Desk(service);
  const canned = new Canned(desk);
  /** As the menu does: what is looked for is read. */
  const write = async (words: string): Promise<void> => {
    desk.draft.value = words;
    if (canned.matches.peek()) void canned.read();
    await settled();
  };
  const press = (key: string): boolean => canned.takes(new KeyboardEvent('keydown', { key }));
  return { service, desk, canned, write, press };
}

/** In A a reply was filled, then B is opened. */
async function switched() {
  const at = await opened();
  at.desk.choose('a');
  await at.write('/ship');
  expect(at.press('Enter')).toBe(true);
  expect(at.desk.draft.value).toBe('W1 is on its way to Ada.');
  return at;
}

test('while what fills it is read, a reply is neither picked nor sent, and then it is the open conversation’s', async () => {
  const { service, desk, canned, write, press } = await switched();
  service.hold('variables');
  desk.choose('b');
  expect(canned.filled.value, 'nothing of A').toBeNull();
  await write('/ship');
  for (const key of ['Enter', 'Tab', 'Escape']) {
    expect(press(key), 'taken: it is not sent').toBe(true);
    expect(desk.draft.value).toBe('/ship');
  }
  canned.take(canned.matches.value![0]!);
  expect(desk.draft.value, 'a press does not pick it either').toBe('/ship');
  expect(canned.missing.value, 'the button does not send it').toEqual(['/ship']);
  await service.letGo();
  expect(press('Enter')).toBe(true);
  expect(desk.draft.value).toBe('白露的W2已发出。');
  expect(canned.missing.value).toEqual([]);
});

test('what was asked for in A and comes when B is open fills nothing in B', async () => {
  const { service, desk, canned, write, press } = await opened();
  desk.choose('a');
  service.hold('variables');
  await write('/ship');
  desk.choose('b');
  await write('/ship');
  await service.letGo();
  expect(canned.filled.value?.of).toBe('b');
  press('Enter');
  expect(desk.draft.value).toBe('白露的W2已发出。');
});

test('where the reading of B failed a reply keeps its holes, and reading again fills them', async () => {
  const { service, desk, canned, write, press } = await switched();
  service.fails.add('variables');
  desk.choose('b');
  await write('/ship');
  expect(canned.reading.value).toBe(false);
  expect(canned.filled.value).toMatchObject({ of: 'b', reading: 'failed', values: {}, orders: [] });
  press('Enter');
  expect(desk.draft.value, 'in the reader’s language: the customer’s is not known').toBe('{order} is on its way to {customer}.');
  expect(canned.missing.value).toEqual(['{order}', '{customer}']);
  service.fails.clear();
  await canned.read();
  expect(desk.draft.value).toBe('白露的W2已发出。');
});

test('what was touched is not written over by what is read', async () => {
  const { service, desk, canned, write, press } = await switched();
  service.fails.add('variables');
  desk.choose('b');
  await write('/ship');
  press('Enter');
  desk.draft.value = 'W9 is on its way.';
  service.fails.clear();
  await canned.read();
  expect(desk.draft.value).toBe('W9 is on its way.');
});

test.each(['variables', 'canned', 'macros'])('when %s fails the others are there', async (failing) => {
  const { service, desk, canned, write } = await opened();
  service.fails.add(failing);
  desk.choose('b');
  await write('/');
  expect(canned.replies.value.length).toBe(failing === 'canned' ? 0 : 2);
  expect(canned.macros.all.value.length).toBe(failing === 'macros' ? 0 : 1);
  expect(canned.filled.value?.values['customer']).toBe(failing === 'variables' ? undefined : '白露');
});

test('a shortcut is not sent as a message before it is known what there is, and is when there is no such reply', async () => {
  const { service, desk, canned, write, press } = await opened();
  service.hold('canned');
  desk.choose('b');
  await write('/shop');
  expect(canned.matches.value).toEqual([]);
  expect(press('Enter')).toBe(true);
  expect(canned.missing.value).toEqual(['/shop']);
  await service.letGo();
  expect(press('Enter'), 'left to be sent').toBe(false);
  expect(canned.missing.value).toEqual([]);
});

test('where the list could not be read Enter reads it again; once the list is put away it is sent as it stands', async () => {
  const { service, desk, canned, write, press } = await opened();
  service.fails.add('canned');
  desk.choose('b');
  await write('/ship');
  expect(press('Enter')).toBe(true);
  await settled();
  expect(canned.missing.value).toEqual(['/ship']);
  expect(press('Escape')).toBe(true);
  expect([press('Enter'), canned.missing.value]).toEqual([false, []]);
  await write('/shi');
  service.fails.clear();
  expect(press('Enter')).toBe(true);
  await settled();
  expect(canned.matches.value).toMatchObject([{ is: 'reply' }]);
});

test('a list that was put away in A opens for the same word in B', async () => {
  const { desk, canned, write, press } = await opened();
  desk.choose('a');
  await write('/ship');
  press('Escape');
  expect(canned.matches.value).toBeNull();
  desk.choose('b');
  await write('/ship');
  expect(canned.matches.value).not.toBeNull();
});

test('another order empties the reply at once, until what it stands for is read', async () => {
  const { service, desk, canned, write, press } = await opened();
  desk.choose('b');
  await write('/ship');
  press('Enter');
  service.hold('variables');
  const chosen = canned.choose('W3');
  expect(desk.draft.value).toBe('{customer}的{order}已发出。');
  expect(canned.filled.value).toMatchObject({ order: 'W3', orders: ['W2', 'W3'], values: {} });
  await service.letGo();
  await chosen;
  expect(desk.draft.value).toBe('白露的W3已发出。');
});

test('a macro waits for what fills its reply, and is not run before', async () => {
  const { service, desk, canned } = await switched();
  const { macros } = canned;
  service.hold('variables');
  desk.choose('b');
  desk.draft.value = 'Half a word';
  const chosen = macros.choose(macros.all.value[0]!);
  await settled();
  expect(desk.draft.value).toBe('Half a word');
  await macros.run();
  expect(service.ran).toEqual([]);
  await service.letGo();
  await chosen;
  expect(desk.draft.value).toBe('白露的W2已发出。');
  await macros.run();
  expect(service.ran).toEqual([{ version: 'v1', text: '白露的W2已发出。' }]);
});

test('what is typed while a macro waits stays below its reply', async () => {
  const { service, desk, canned } = await switched();
  service.hold('variables');
  desk.choose('b');
  const chosen = canned.macros.choose(canned.macros.all.value[0]!);
  desk.draft.value = '请查收';
  await service.letGo();
  await chosen;
  expect(desk.draft.value).toBe('白露的W2已发出。\n请查收');
});

test('a macro that was chosen in B writes nothing in A, whose own draft stands there again', async () => {
  const { service, desk, canned } = await switched();
  service.hold('variables');
  desk.choose('a');
  const own = desk.draft.value;
  desk.choose('b');
  const chosen = canned.macros.choose(canned.macros.all.value[0]!);
  desk.choose('a');
  await service.letGo();
  await chosen;
  expect(desk.draft.value).toBe(own);
  expect(canned.macros.chosen.value).toBeNull();
});

test('a reply that a macro has sent is no draft any more, though another conversation is open by then; what was typed meanwhile is', async () => {
  const { service, desk, canned } = await opened();
  desk.choose('b');
  await canned.read();
  await canned.macros.choose(canned.macros.all.value[0]!);
  let answer: (json: Json) => void = () => undefined;
  service.send = () => new Promise((resolve) => (answer = resolve));
  const run = canned.macros.run();
  await settled();
  desk.draft.value += '\n还有';
  desk.choose('a');
  answer({ steps: [{ ...MACRO.steps[0], state: 'done' }] });
  await run;
  desk.choose('b');
  expect(desk.draft.value).toBe('还有');
});

test('a macro whose reply could not be read is put away with a word', async () => {
  const { service, desk, canned } = await opened();
  desk.choose('b');
  service.fails.add('canned');
  await canned.read();
  await canned.macros.choose(canned.macros.all.value[0]!);
  expect(canned.macros.chosen.value).toBeNull();
  expect(canned.macros.trouble.value).toMatch(/could not be read/);
  service.fails.clear();
  await canned.macros.choose(canned.macros.all.value[0]!);
  expect(desk.draft.value).toBe('白露的W2已发出。');
});

test('what a file brought is there at once, whatever else of the open conversation cannot be read', async () => {
  const { service, desk, canned } = await opened();
  desk.choose('a');
  const file = new CannedFile(canned);
  await file.look(new File(['{}'], 'replies.json'));
  for (const name of ['variables', 'macros']) service.hold(name);
  await file.keep();
  expect([file.kept.value, canned.replies.value.map((one) => one.shortcut)]).toEqual([true, ['ship', 'thanks']]);
  await service.letGo();
});
