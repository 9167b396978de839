import { expect, test } from 'vitest';
import { readPage, readSession, writeSession } from '../../shared/protocol';

test('a page is told only if the service will take it', () => {
  expect(readPage({ url: 'https://shop.example/p?x=1', product_id: 'KB-1' })).toEqual({ url: 'https://shop.example/p?x=1', product_id: 'KB-1' });
  expect(readPage({ url: `https://shop.example/p?${'x'.repeat(3000)}` })).toEqual({ url: 'https://shop.example/p' });
  expect(readPage({ url: 'https://shop.example/', product_id: 'x'.repeat(65) })).toEqual({ url: 'https://shop.example/' });
  for (const url of ['file:///shop.html', 'javascript:alert(1)', 'https://', 7, undefined]) expect(readPage({ url })).toBeNull();
});

test('a session without its token is none', () => {
  const session = { conversation_id: 'c', token: 't', seen: 'm' };
  expect(readSession(writeSession(session))).toEqual(session);
  expect(readSession('{"conversation_id":"c","token":"t","seen":"m","more":1}')).toEqual(session);
  expect(writeSession(null)).toBeNull();
  for (const other of ['{"conversation_id":"c"}', 'c', 'null', '', null, undefined, session]) expect(readSession(other)).toBeNull();
});
