import { beforeEach, expect, test } from 'vitest';
import { Decisions } from '../../desk/approvals/decisions';
import { endWords } from '../../desk/approvals/ends';
import { APPROVAL_WORDS, kindWords, limitsWords } from '../../desk/approvals/words';
import { DeskClient, type Asked } from '../../desk/client';
import { Desk } from '../../desk/desk';
import { Problem } from '../../shared/api/problem';
import type { Json } from '../../shared/api/read';
import { language } from '../../shared/i18n/phrases';

const ASKED: Asked = { id: 'p1', conversationId: 'c1', kind: 'cancel_order', subject: 'W1', amount: { amount: 12_000, currency: 'USD' }, method: 'Visa', limits: ['amount'], isHalfDone: false, askedAt: '2026-01-01T10:00:00Z' };
const LOST = new TypeError('Failed to fetch');
const LATE = new Problem(409, 'proposal p1 is done', 'proposal-void');
const UNSEEN = new Problem(503, 'try again in a moment', 'outcome-unknown');

/** A service whose log and whose answers are as the test says. */
class Service extends DeskClient {
  answers: (string | Error)[] = [];
  log: readonly (readonly [event: string, actor?: string, reason?: string])[] | null = [];
  listed: readonly Asked[] = [ASKED];
  words: string[] = [];
  reads: string[] = [];

  override async decide(id: string, decision: 'approve' | 'refuse', word: string): Promise<string> {
    this.words.push(`${decision} ${id} ${word}`.trim());
    const answer = this.answers.shift();
    if (typeof answer !== 'string') throw answer;
    return answer;
  }

  override async read(url: string): Promise<Json | undefined> {
    this.reads.push(url);
    if (!this.log) throw LOST;
    const asked = new URLSearchParams(url.split('?')[1]);
    const lines = this.log.map(([event, actor = 'staff:ann', reason = ''], n) => ({ id: n, event, actor, reason, conversation_id: 'c1', proposal_id: 'p1' }));
    const found = lines.reverse().filter((line) => (asked.get('event') ?? line.event) === line.event && (asked.get('conversation') ?? 'c1') === 'c1');
    return { entries: found.concat({ ...found[0]!, proposal_id: 'p2', actor: 'staff:eve' }) };
  }

  override async handoffs(): Promise<[]> {
    return [];
  }

  override async approvals(): Promise<Asked[]> {
    return [...this.listed];
  }
}

let service: Service;
let desk: Desk;
let decisions: Decisions;

beforeEach(() => {
  language.value = 'en';
  service = new Service();
  desk = new Desk(service);
  desk.me.value = { login: 'ann', name: 'Ann', role: 'supervisor' };
  desk.approvals.value = [ASKED];
  decisions = new Decisions(desk);
});

const end = () => decisions.made.value[0]?.end;
const approve = (): Promise<void> => decisions.decide(ASKED, 'approve', '');

test('what was done is told, and stays until it is put away', async () => {
  service.answers = ['done'];
  service.listed = [];
  await approve();
  expect([end(), desk.approvals.value]).toEqual([{ state: 'done' }, []]);
  expect(endWords(end()!)).toMatch(/^Done:/);
  decisions.putAway('p1');
  expect(decisions.made.value).toEqual([]);
});

test.each([
  ['W1 is at version 3, not 2', 'stale'],
  ['W1: status (shipped)', 'status'],
  ['W1: stock', 'stock'],
  ['W1', 'unknown'],
])('what was refused is told as not done, with the reason of the log: %s', async (reason, why) => {
  service.answers = ['refused'];
  service.log = [['awaits', 'shopper'], ['approved'], ['refused', 'staff:ann', reason]];
  await approve();
  expect(end()).toEqual({ state: 'refused', why });
  expect(endWords(end()!)).toMatch(/^Not done: nothing was changed\. \S/);
  language.value = 'zh';
  expect(endWords(end()!)).toMatch(/^未办理/);
});

test('a refusal is told where the log cannot be read', async () => {
  service.answers = ['refused'];
  service.log = null;
  await approve();
  expect(end()).toEqual({ state: 'refused' });
});

test('a double press decides once, and both are one success', async () => {
  service.answers = ['done', LATE];
  await Promise.all([approve(), approve()]);
  await approve();
  expect([service.words, end()]).toEqual([['approve p1'], { state: 'done' }]);
});

test('a decision whose answer was lost is found; it is not made again', async () => {
  service.answers = [LOST];
  service.log = [['approved'], ['written']];
  await approve();
  expect([end(), service.reads], 'by one look at the log').toEqual([{ state: 'done' }, ['/desk/audit?conversation=c1']]);
});

test('with the log out of reach too it is looked up as soon as the list is read', async () => {
  const stop = decisions.follow();
  service.answers = [LOST];
  service.log = null;
  await approve();
  expect(end()).toEqual({ state: 'unheard' });
  service.log = [['approved'], ['written']];
  await desk.look();
  await expect.poll(end).toEqual({ state: 'done' });
  stop();
});

test('sent again after a lost answer it is found as the same decision', async () => {
  service.answers = [LOST, LATE];
  service.log = null;
  await approve();
  service.log = [['approved'], ['written']];
  await approve();
  expect([service.words.length, end()]).toEqual([2, { state: 'done' }]);
});

test('a word that has not arrived is asked for again', async () => {
  service.answers = [new Problem(502, 'nobody is there'), 'turned_down'];
  await decisions.decide(ASKED, 'refuse', 'It is packed.');
  expect(end()).toEqual({ state: 'untaken' });
  await decisions.decide(ASKED, 'refuse', 'It is packed.');
  expect(end()).toEqual({ state: 'turned_down' });
});

test('an end that was not seen is looked up until it is', async () => {
  const stop = decisions.follow();
  service.answers = [UNSEEN];
  service.log = [['approved'], ['unknown']];
  service.listed = [];
  await approve();
  expect(end()).toEqual({ state: 'claimed' });
  service.log = [['approved'], ['unknown'], ['written', 'shoptalk']];
  await desk.look();
  await expect.poll(end).toEqual({ state: 'done' });
  stop();
});

test('what came to nothing is to be decided anew', async () => {
  service.answers = [UNSEEN];
  service.log = [['approved'], ['unknown'], ['not_written', 'shoptalk']];
  await approve();
  expect(end()).toEqual({ state: 'awaiting' });
});

test('a colleague who was faster is named, with what became of it', async () => {
  service.answers = [LATE];
  service.log = [['turned_down', 'staff:bob']];
  await approve();
  expect(end()).toEqual({ state: 'turned_down', by: 'bob' });
  expect(endWords(end()!)).toBe('Decided already by bob. Turned down: nothing was changed.');
});

test('a word that is not taken is told as the service says', async () => {
  service.answers = [new Problem(422, 'word: too long', 'invalid-input')];
  await approve();
  expect(endWords(end()!)).toBe('word: too long');
});

test('approvals say the same in both languages, with the same gaps', () => {
  const gaps = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
  expect(Object.keys(APPROVAL_WORDS.zh).sort()).toEqual(Object.keys(APPROVAL_WORDS.en).sort());
  for (const [phrase, words] of Object.entries(APPROVAL_WORDS.en)) {
    const other = APPROVAL_WORDS.zh[phrase as keyof typeof APPROVAL_WORDS.en];
    expect(gaps(other), phrase).toEqual(gaps(words));
    expect(words, phrase).not.toMatch(/\p{Script=Han}/u);
    if (phrase !== 'and') expect(other, phrase).toMatch(/\p{Script=Han}/u);
  }
});

test('kinds and limits are words of each language; what is new is shown as it is kept', () => {
  expect([kindWords('cancel_order'), limitsWords(['amount', 'refunds'])]).toEqual(['Cancel the order', 'Needs your decision: the amount is above the shop’s limit; more would go back to the customer than 24 hours allow']);
  language.value = 'zh';
  expect([kindWords('cancel_order'), limitsWords(['class', 'count'])]).toEqual(['取消订单', '需要您审批：此类商品的变更均须审核；顾客 24 小时内的变更次数已达上限']);
  expect([kindWords('gift_wrap'), limitsWords(['some_day'])]).toEqual(['gift wrap', '需要您审批：some day']);
});
