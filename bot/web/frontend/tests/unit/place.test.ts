import { expect, test } from 'vitest';
import { placeNow } from '../../panel/place';
import type { Part } from '../../shared/api/parts';
import { EMPTY, type ChatState } from '../../shared/conversation/state';
import { spoken } from '../../shared/chat/announce';

const notice = (part: Partial<Extract<Part, { kind: 'handoff' }>>): ChatState => ({
  ...EMPTY,
  status: 'queued',
  messages: [{ id: 'm1', author: 'bot', at: null, draft: false, parts: [{ kind: 'handoff', status: 'queued', ...part }] }] as unknown as ChatState['messages'],
});

test('a place is told with the wait that is known, to those who wait alone', () => {
  expect(placeNow(notice({ position: 3, wait: [5, 10] }))).toBe('Your place in the queue: 3 Expected wait: about 5 to 10 minutes');
  expect(placeNow(notice({ isFree: false }))).toMatch(/^Nobody is free just now/);
  expect(placeNow(notice({}))).toBe('');
  expect(placeNow({ ...notice({ position: 3 }), status: 'assigned' })).toBe('');
});

test('a screen reader hears the place with the notice', () => {
  expect(spoken(notice({ position: 2 }).messages[0]!)).toBe('Assistant: You are in the queue for a person. Your place in the queue: 2');
});
