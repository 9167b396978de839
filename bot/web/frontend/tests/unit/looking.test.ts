import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Alerts } from '../../desk/alerts/alerts';
import { isShown } from '../../desk/alerts/tabs';
import { followRead, unreadOf } from '../../desk/alerts/unread';
import { DeskClient, type Handoff } from '../../desk/client';
import { Company } from '../../desk/company';
import { Desk } from '../../desk/desk';
import { Keys } from '../../desk/keys/keys';
import { lookAt, looksAt, shownTalk } from '../../desk/looking';
import { goTo } from '../../desk/pages';
import type { Json } from '../../shared/api/read';

const MINE: Handoff = { conversationId: 'a', state: 'taken', reason: 'my teapot', priority: 0, askedAt: '2026-01-01T10:00:00Z', isMine: true, isMyTeam: false, fitsMe: true, raised: [], unread: 2, undelivered: 0 };

/** The service, which takes whatever it is told and has nothing to tell. */
class Told extends DeskClient {
  readonly told: string[] = [];

  override async read(): Promise<Json | undefined> {
    return undefined;
  }

  override async send(url: string, body: Json): Promise<Json | undefined> {
    this.told.push(`${url.split('/').pop()} ${String(body['state'] ?? body['message_id'])}`);
    return undefined;
  }
}

const client = new Told();
let desk: Desk;

function writes(id: string): void {
  const words = { id, author: 'shopper' as const, parts: [] };
  desk.state.value = { ...desk.state.value, messages: [...desk.state.value.messages, words] };
}

beforeEach(() => {
  goTo('talks');
  client.told.length = 0;
  desk = new Desk(client);
  desk.me.value = { login: 'ann', name: 'Ann', role: 'agent' };
  desk.chosen.value = 'a';
  desk.handoffs.value = [MINE];
});

afterEach(() => goTo('talks'));

test('one looks at the chosen conversation while the page of the talks is shown', () => {
  expect([shownTalk(desk), looksAt(desk)]).toEqual(['a', 'a']);
  goTo('requests');
  expect([shownTalk(desk), looksAt(desk)]).toEqual([null, null]);
  desk.me.value = null;
  goTo('talks');
  expect(looksAt(desk), 'whoever is signed out sees none').toBeNull();
});

test('what is brought before the eyes is chosen on the page of the talks', () => {
  desk.choose = (id) => void (desk.chosen.value = id);
  goTo('account');
  lookAt(desk, 'b');
  expect(looksAt(desk)).toBe('b');
  const known = history.length;
  lookAt(desk, 'a');
  expect(history.length, 'the page that is shown is not opened anew').toBe(known);
});

test('a message is seen once its conversation stands before the eyes, and colleagues are told who left it', async () => {
  const stop = new Company(desk).follow();
  writes('m1');
  expect(client.told).toEqual(['here viewing', 'seen m1']);
  goTo('requests');
  writes('m2');
  expect(client.told).toEqual(['here viewing', 'seen m1', 'here left']);
  goTo('talks');
  expect(client.told.slice(3).sort()).toEqual(['here viewing', 'seen m2']);
  stop();
});

test('what is written here is told until another page is opened', () => {
  const stop = new Company(desk).follow();
  desk.draft.value = 'I have it';
  goTo('requests');
  expect(client.told).toEqual(['here viewing', 'here writing', 'here viewing', 'here left']);
  stop();
});

test('a draft that is taken up again, or stands there, is told as no writing until a key is pressed', () => {
  vi.useFakeTimers();
  desk.kept.put('b', { draft: 'half an answer' });
  const stop = new Company(desk).follow();
  desk.choose('b');
  expect(desk.draft.value).toBe('half an answer');
  vi.advanceTimersByTime(15_000);
  expect(client.told).toEqual(['here viewing', 'here left', 'here viewing', 'here viewing']);
  desk.draft.value = 'half an answer, and';
  vi.advanceTimersByTime(15_000);
  expect(client.told.slice(4), 'it stands there again').toEqual(['here writing', 'here viewing', 'here viewing']);
  stop();
  desk.leave();
  vi.useRealTimers();
});

test('messages stay unread beside another page, and are read on coming back', () => {
  goTo('figures');
  goTo('requests');
  const unread = unreadOf(desk);
  const stop = followRead(desk);
  expect(unread.value).toBe(2);
  goTo('talks');
  expect(unread.value).toBe(0);
  stop();
});

test('what comes in beside another page is told of: no tab shows the sign that it is looked at', async () => {
  new Alerts(desk);
  const looks = (): Promise<boolean> => isShown('shoptalk-desk:looks:ann:a');
  await expect.poll(looks).toBe(true);
  goTo('requests');
  await expect.poll(looks).toBe(false);
  goTo('talks');
  await expect.poll(looks).toBe(true);
  desk.me.value = null;
  await expect.poll(looks).toBe(false);
});

/** A talk that waits, under the desk's keys, and how often it was taken. */
function underKeys(): { main: HTMLElement; taken: () => number; press: (key: string, where?: Element) => void; stop: () => void } {
  const end = new Keys().listen();
  const main = document.body.appendChild(document.createElement('main'));
  main.innerHTML = '<button data-key="take">Take it</button><textarea data-reply></textarea>';
  let taken = 0;
  main.querySelector('button')!.onclick = () => (taken += 1);
  const press = (key: string, where: Element = document.body): void => void where.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  const stop = (): void => {
    main.remove();
    end();
  };
  return { main, taken: () => taken, press, stop };
}

test('what is written on when the field has gone is no order', () => {
  const { main, taken, press, stop } = underKeys();
  const field = main.querySelector('textarea')!;
  press('a', field);
  field.remove();
  [...'t t'].forEach((key) => press(key));
  expect(taken(), 'a colleague has taken the conversation meanwhile').toBe(0);
  document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  press('t');
  expect(taken()).toBe(1);
  main.append(field);
  press('a', field);
  press('x');
  field.remove();
  press('t');
  expect(taken(), 'who has left the field gives orders').toBe(2);
  stop();
});

test('the keys press what is seen, and nothing of a talk that is hidden', () => {
  const { main, taken, press, stop } = underKeys();
  main.style.display = 'none';
  press('t');
  expect(taken()).toBe(0);
  main.style.display = '';
  press('t');
  expect(taken()).toBe(1);
  stop();
});
