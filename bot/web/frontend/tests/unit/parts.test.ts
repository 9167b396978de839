import { expect, test } from 'vitest';
import { readEvent } from '../../shared/api/events';
import { readMessage } from '../../shared/api/message';
import { readPart } from '../../shared/api/parts';
import { language } from '../../shared/i18n/phrases';
import { waitWords } from '../../shared/parts/handoffWords';

test('an unknown kind becomes its words, or nothing', () => {
  expect(readPart({ kind: 'hologram', text: 'words' })).toEqual({ kind: 'text', text: 'words' });
  expect(readPart({ kind: 'hologram' })).toBeUndefined();
  expect(readPart('text')).toBeUndefined();
});

test('a known kind whose fields are not what they should be degrades too', () => {
  expect(readPart({ kind: 'order', status: 'shipped', text: 'An order' })).toEqual({ kind: 'text', text: 'An order' });
  expect(readPart({ kind: 'products', items: [{ title: 'no id' }] })).toBeUndefined();
  expect(readPart({ kind: 'handoff', status: 'soon' })).toBeUndefined();
});

test('what is empty in a table keeps its place, so that each value stands under its own name', () => {
  const table = { columns: ['', 'Heron', 'Clamp'], rows: [['Price', '$59.00', '$69.00'], ['Stars', '', '4.0']] };
  const insight = { kind: 'insight', title: 'Beside one another', text: 'This differs.', evidence: [] };
  expect(readPart({ ...insight, table: { ...table, rows: [...table.rows, 'no row'] } })).toEqual({ ...insight, table });
});

test('a place in the queue is read with what is known of the wait', () => {
  const queued = { kind: 'handoff', status: 'queued', position: 2 };
  expect(readPart({ ...queued, wait: [5, 10], is_free: true })).toEqual({ ...queued, wait: [5, 10], isFree: true });
  expect(readPart({ ...queued, wait: [5], is_free: 'yes', why: 'boredom' })).toEqual(queued);
});

test('a wait is told in rounded minutes, in both languages', () => {
  language.value = 'en';
  expect([waitWords(5, 10), waitWords(0, 2), waitWords(0, 1)]).toEqual(['Expected wait: about 5 to 10 minutes', 'Expected wait: less than 2 minutes', 'Expected wait: less than a minute']);
  language.value = 'zh';
  expect([waitWords(5, 10), waitWords(0, 2), waitWords(0, 1)]).toEqual(['预计等待：约 5 至 10 分钟', '预计等待：不到 2 分钟', '预计等待：不到一分钟']);
});

test('an order is read with its lines, money and shipments; a masked one has the status alone', () => {
  const money = { amount: 7900, currency: 'USD' };
  const order = readPart({
    kind: 'order', order_id: 'W1', status: 'shipped', placed_at: '2026-01-01T00:00:00Z', total: money,
    lines: [{ title: 'Keyboard', sku: 'K', quantity: 2, unit_price: money }, { sku: 'no title' }],
    shipments: [{ carrier: 'UPS', tracking: '1Z' }],
    charges: [{ amount: money, method: 'Visa', at: '2026-01-02T00:00:00Z' }, { method: 'no amount' }],
    claims: [{ claim_id: 'RT-1', kind: 'return', status: 'requested', amount: money, method: 'Visa' }, { kind: 'no id' }],
    timeline: [{ step: 'placed', done: true, at: '2026-01-01T00:00:00Z' }, { step: 'paid' }, { done: true }],
  });
  expect(order).toEqual({
    kind: 'order', order_id: 'W1', status: 'shipped', placed_at: '2026-01-01T00:00:00Z', total: money,
    lines: [{ title: 'Keyboard', quantity: 2, price: money }], shipments: [{ carrier: 'UPS', tracking: '1Z' }], refunds: [],
    charges: [{ amount: money, method: 'Visa' }],
    claims: [{ claim_id: 'RT-1', kind: 'return', status: 'requested', amount: money, method: 'Visa' }],
    timeline: [{ step: 'placed', done: true, at: '2026-01-01T00:00:00Z' }, { step: 'paid', done: false }],
  });
  expect(readPart({ kind: 'order', order_id: 'W1', status: 'shipped', masked: true })).toEqual({
    kind: 'order', order_id: 'W1', status: 'shipped', masked: true, lines: [], shipments: [], refunds: [], charges: [], claims: [], timeline: [],
  });
});

test('the answers to a proposal are ids, or ids with words', () => {
  const proposal = { kind: 'confirmation', summary: 's', changes: [], confirm: 'y', decline: { id: 'n', title: 'No' } };
  expect(readPart(proposal)).toMatchObject({ confirm: { id: 'y' }, decline: { id: 'n', title: 'No' } });
});

test('a message without id or with an unknown author is no message', () => {
  expect(readMessage({ author: 'bot', parts: [] })).toBeUndefined();
  expect(readMessage({ id: '1', author: 'admin', parts: [] })).toBeUndefined();
});

test('events of an unknown type or with broken data are passed over', () => {
  const read = (type: string, data: string) => readEvent({ id: null, type, data });
  expect(read('message.added', '{')).toBeUndefined();
  expect(read('weather.changed', '{}')).toBeUndefined();
  expect(read('conversation.updated', '{"status":"asleep"}')).toBeUndefined();
  expect(read('conversation.updated', '{"status":"queued"}')).toEqual({ type: 'conversation.updated', status: 'queued' });
});
