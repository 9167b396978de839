import { expect, test } from 'vitest';
import { happenings } from '../../desk/alerts/happenings';
import type { Handoff } from '../../desk/client';

const waits: Handoff = { conversationId: 'c1', state: 'waiting', reason: 'my teapot', priority: 0, askedAt: '2026-01-01T10:00:00Z', isMine: false, isMyTeam: false, fitsMe: true, raised: [], unread: 0, undelivered: 0 };
const mine: Handoff = { ...waits, state: 'taken', isMine: true };
const others: Handoff = { ...waits, state: 'taken' };
const wrote = (at: string): Pick<Handoff, 'last'> => ({ last: { author: 'shopper', at, words: 'hello?' } });

const told = (before: readonly Handoff[], now: readonly Handoff[]): string[] => happenings(before, now).map((one) => one.phrase);

test('somebody new who waits is told of, where one answers such', () => {
  expect(told([], [waits])).toEqual(['waits']);
  expect(told([], [{ ...waits, fitsMe: false }])).toEqual([]);
  expect(told([waits], [{ ...waits, priority: 9, ...wrote('2026-01-01T10:01:00Z') }])).toEqual([]);
});

test('what a colleague puts back waits anew; what one puts back oneself is known', () => {
  expect(told([others], [waits])).toEqual(['waits']);
  expect(told([mine], [waits])).toEqual([]);
});

test('what is given or passed to one is told of, what one takes is not', () => {
  expect(told([waits], [{ ...mine, given: 'offered' }])).toEqual(['offered']);
  expect(told([others], [{ ...mine, given: 'passed' }])).toEqual(['passed']);
  expect(told([waits], [mine])).toEqual([]);
  expect(told([mine], [{ ...mine, given: 'offered' }])).toEqual([]);
  expect(told([waits], [{ ...others, given: 'offered' }])).toEqual([]);
});

test('a message of a shopper of mine is told of once, my own never', () => {
  const before = { ...mine, ...wrote('2026-01-01T10:01:00Z') };
  expect(told([before], [{ ...mine, ...wrote('2026-01-01T10:02:00Z') }])).toEqual(['wrote']);
  expect(told([before], [before])).toEqual([]);
  expect(told([before], [{ ...mine, last: { author: 'agent', at: '2026-01-01T10:02:00Z', words: 'yes' } }])).toEqual([]);
  expect(told([others], [{ ...others, ...wrote('2026-01-01T10:02:00Z') }])).toEqual([]);
});
