import { afterEach, beforeEach, expect, test } from 'vitest';
import { Proactive } from '../../panel/proactive';
import type { PanelHost } from '../../panel/PanelHost';
import { Client } from '../../shared/api/client';
import type { Context } from '../../shared/protocol';

/** As long as the rules wait, and longer. */
const LONG = 200;
const settle = (milliseconds = LONG): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

class ClientWithRules extends Client {
  rules: readonly string[] = ['looking'];
  override due = () => Promise.resolve({ due: this.rules.map((id, nth) => ({ id, seconds: nth / 20, text: id })) });
}

/** What the tabs of one shop keep together; what one writes the others hear a moment later. */
class Storage {
  readonly held: Record<string, string> = {};
  readonly tabs: Tab[] = [];

  write(by: Tab, name: string, text: string | null): void {
    if (text === null) delete this.held[name];
    else this.held[name] = text;
    for (const tab of this.tabs) if (tab !== by) setTimeout(() => tab.proactive.follow({ ...this.held }), 20);
  }
}

class Tab implements PanelHost {
  readonly embedded = true;
  readonly proactive = new Proactive(client, this, () => true);

  constructor() {
    storage.tabs.push(this);
    this.proactive.follow(storage.held);
  }

  context = async (): Promise<Context> => {
    await settle(5);
    return { session: null, identity: null, page: null, cart: 0, held: { ...storage.held } };
  };
  hold = (name: string, text: string | null): void => storage.write(this, name, text);
  keep(): void {}
  tell(): void {}
  open(): void {}
  close(): void {}
  tease(): void {}
  unread(): void {}
  language(): void {}
  add = () => Promise.resolve({ accepted: null });
}

let client: ClientWithRules;
let storage: Storage;

const said = (...tabs: Tab[]): (string | undefined)[] => tabs.map(({ proactive }) => proactive.teaser.value?.id);

const soon = <T>(what: () => T) => expect.poll(what, { timeout: 5000 });

beforeEach(() => {
  client = new ClientWithRules();
  storage = new Storage();
});

afterEach(() => void Reflect.deleteProperty(document, 'hidden'));

test('tabs that are open together say a word once', async () => {
  const [one, other] = [new Tab(), new Tab()];
  one.proactive.look('en', 1);
  other.proactive.look('en', 1);
  await soon(() => said(one, other).filter(Boolean)).toEqual(['looking']);
  await settle();
  expect(said(one, other).filter(Boolean)).toEqual(['looking']);
});

test('a tab that goes on does not forget what another has said, though it has not heard of it', async () => {
  const [one, other] = [new Tab(), new Tab()];
  storage.tabs.length = 0;
  one.proactive.look('en', 1);
  await soon(() => said(one)).toEqual(['looking']);
  await settle();
  one.proactive.dismiss();
  client.rules = [];
  other.proactive.look('en', 1);
  await settle();
  client.rules = ['looking'];
  const next = new Tab();
  next.proactive.look('en', 1);
  await settle();
  expect(said(one, other, next)).toEqual([undefined, undefined, undefined]);
  expect(JSON.parse(storage.held['visit']!)).toMatchObject({ shown: ['looking'] });
});

test('who wants silence in one tab has it in all, until it is ended in any', async () => {
  client.rules = ['looking', 'basket'];
  const [one, other] = [new Tab(), new Tab()];
  one.proactive.look('en', 1);
  await soon(() => said(one)).toEqual(['looking']);
  await settle();
  other.proactive.hush(true);
  await soon(() => said(one, other)).toEqual([undefined, undefined]);
  other.proactive.look('en', 2);
  one.proactive.look('en', 2);
  await settle();
  expect(said(one, other)).toEqual([undefined, undefined]);
  one.proactive.hush(false);
  await soon(() => other.proactive.quiet.value).toBe(false);
  other.proactive.look('en', 2);
  await soon(() => said(other)).toEqual(['basket']);
});

test('a tab that nobody looks at says nothing until somebody does', async () => {
  Object.defineProperty(document, 'hidden', { configurable: true, value: true });
  const behind = new Tab();
  behind.proactive.look('en', 1);
  await settle();
  expect(said(behind)).toEqual([undefined]);
  expect(JSON.parse(storage.held['visit']!)).toMatchObject({ shown: [] });
  Reflect.deleteProperty(document, 'hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  await soon(() => said(behind)).toEqual(['looking']);
});

test('what is due on one page is not said on the next', async () => {
  client.rules = ['soon', 'late'];
  const tab = new Tab();
  tab.proactive.look('en', 1);
  await settle(30);
  client.rules = [];
  tab.proactive.dismiss();
  tab.proactive.look('en', 2);
  await settle();
  expect(said(tab)).toEqual([undefined]);
});
