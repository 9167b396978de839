import { expect, test } from 'vitest';
import { Outbox, PicturesLost, readOutgoing, stillKept } from '../../shared/conversation/outbox';
import { BrowserPictures, type PictureStore } from '../../shared/conversation/picture-store';
import type { Host } from '../../shared/conversation/host';
import type { Outgoing } from '../../shared/conversation/state';

const HOUR = 3600 * 1000;

function hostOf(held: Record<string, string>): Host {
  const hold = (name: string, text: string | null): void => void (text === null ? delete held[name] : (held[name] = text));
  return { hold, keep: () => {}, tell: () => {}, context: () => Promise.resolve({ session: null, identity: null, page: null, cart: 0, held }) };
}

function message(key: string, words: string): Outgoing {
  return { key, outbound: { text: words }, shown: words, pictures: [], delivery: 'sending' };
}

test('what was not sent is read back in the order in which it was written, and waits', () => {
  const at = (time: number, words: string): string => JSON.stringify({ outbound: { text: words }, shown: words, at: time });
  const read = readOutgoing({ 'out.b': at(2 * HOUR, 'two'), 'out.a': at(HOUR, 'one'), 'out.old': at(-30 * HOUR, 'cold'), sound: 'on' }, new BrowserPictures(), 3 * HOUR);
  expect(read.map(({ key, shown, delivery }) => [key, shown, delivery])).toEqual([
    ['old', 'cold', 'failed'],
    ['a', 'one', 'waiting'],
    ['b', 'two', 'waiting'],
  ]);
});

test('a message is kept until it is dropped', async () => {
  const held: Record<string, string> = {};
  const outbox = new Outbox(hostOf(held), new BrowserPictures());
  await outbox.keep(message('a', 'one'));
  expect(outbox.read(held)).toMatchObject([{ key: 'a', outbound: { text: 'one' }, earlier: true }]);
  expect(stillKept([message('a', 'one'), message('gone', 'x')], held).map(({ key }) => key)).toEqual(['a']);
  outbox.drop(message('a', 'one'));
  expect(held).toEqual({});
});

test('pictures are kept with their message, in order, and go with it', async () => {
  const held: Record<string, string> = {};
  const store = new BrowserPictures();
  const outbox = new Outbox(hostOf(held), store);
  const sent = shown('p', 'red', 'blue');
  expect(await outbox.keep(sent)).toBe(true);
  const [read] = outbox.read(held);
  expect(read).toMatchObject({ key: 'p', outbound: {}, shown: '', kept: true, delivery: 'waiting' });
  expect(await Promise.all(read!.pictures.map(async ({ blob }) => (await blob).text()))).toEqual(['red', 'blue']);
  expect(stillKept([{ ...sent, kept: true }], {})).toEqual([]);
  outbox.drop(sent);
  await expect.poll(() => store.read('p')).toBeUndefined();
  expect(held).toEqual({});
});

test('where the browser keeps no pictures, a message with some is not kept, and says so', async () => {
  const held: Record<string, string> = {};
  const no = (): Promise<never> => Promise.reject(new DOMException('refused', 'SecurityError'));
  const refusing: PictureStore = { keep: no, read: no, drop: no };
  const outbox = new Outbox(hostOf(held), refusing);
  const sent = shown('p', 'red');
  expect(await outbox.keep(sent)).toBe(false);
  expect(held).toEqual({});
  expect(stillKept([{ ...sent, kept: false }], held), 'it lives as long as its page').toHaveLength(1);
  const [lost] = outbox.read({ 'out.p': JSON.stringify({ outbound: { text: 'look' }, shown: 'look', at: Date.now(), pictures: 1 }) });
  await expect(lost!.pictures[0]!.blob).rejects.toBeInstanceOf(PicturesLost);
  outbox.drop(sent);
});

test('what is not ours is not read as a message', () => {
  const outbox = new Outbox(hostOf({}), new BrowserPictures());
  expect(outbox.read({ 'out.a': 'nonsense', 'out.b': '{}', 'out.c': '{"outbound":{"text":["x"]},"shown":"x","at":1}', 'out.d': '{"outbound":{},"shown":"","at":1}' })).toEqual([]);
});

function shown(key: string, ...pictures: string[]): Outgoing {
  return { ...message(key, ''), outbound: {}, pictures: pictures.map((one) => ({ blob: Promise.resolve(new Blob([one])), url: 'blob:x' })) };
}
