import { expect, test } from 'vitest';
import { dropOutgoing, keepOutgoing, readOutgoing, stillKept } from '../../shared/conversation/outbox';
import type { Host } from '../../shared/conversation/host';
import type { Outgoing } from '../../shared/conversation/state';

const HOUR = 3600 * 1000;

function hostOf(held: Record<string, string>): Host {
  const hold = (name: string, text: string | null): void => void (text === null ? delete held[name] : (held[name] = text));
  return { hold, keep: () => {}, tell: () => {}, context: () => Promise.resolve({ session: null, identity: null, page: null, cart: 0 }) };
}

function message(key: string, words: string): Outgoing {
  return { key, outbound: { text: words }, shown: words, pictures: [], delivery: 'sending' };
}

test('what was not sent is read back in the order in which it was written, and waits', () => {
  const at = (time: number, words: string): string => JSON.stringify({ outbound: { text: words }, shown: words, at: time });
  const read = readOutgoing({ 'out.b': at(2 * HOUR, 'two'), 'out.a': at(HOUR, 'one'), 'out.old': at(-30 * HOUR, 'cold'), sound: 'on' }, 3 * HOUR);
  expect(read.map(({ key, shown, delivery }) => [key, shown, delivery])).toEqual([
    ['old', 'cold', 'failed'],
    ['a', 'one', 'waiting'],
    ['b', 'two', 'waiting'],
  ]);
});

test('a message is kept until it is dropped; one with pictures is not kept', () => {
  const held: Record<string, string> = {};
  const host = hostOf(held);
  keepOutgoing(host, message('a', 'one'));
  keepOutgoing(host, { ...message('p', ''), pictures: [{ blob: Promise.resolve(new Blob()), url: '' }] });
  expect(readOutgoing(held)).toMatchObject([{ key: 'a', outbound: { text: 'one' }, earlier: true }]);
  expect(stillKept([message('a', 'one'), message('gone', 'x')], held).map(({ key }) => key)).toEqual(['a']);
  dropOutgoing(host, 'a');
  expect(held).toEqual({});
});

test('what is not ours is not read as a message', () => {
  expect(readOutgoing({ 'out.a': 'nonsense', 'out.b': '{}', 'out.c': '{"outbound":{"text":["x"]},"shown":"x","at":1}' })).toEqual([]);
});
