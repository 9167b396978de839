import { expect, test } from 'vitest';
import { readPage, readSession } from '../../shared/protocol';

test('a page is told only if the service will take it', () => {
  expect(readPage({ url: 'https://shop.example/p?x=1', product_id: 'KB-1' })).toEqual({ url: 'https://shop.example/p?x=1', product_id: 'KB-1' });
  expect(readPage({ url: `https://shop.example/p?${'x'.repeat(3000)}` })).toEqual({ url: 'https://shop.example/p' });
  expect(readPage({ url: 'https://shop.example/', product_id: 'x'.repeat(65) })).toEqual({ url: 'https://shop.example/' });
  for (const url of ['file:///shop.html', 'javascript:alert(1)', 'https://', 7, undefined]) expect(readPage({ url })).toBeNull();
});

test('a session without its token is none', () => {
  expect(readSession({ conversation_id: 'c', token: 't', seen: 'm', more: 1 })).toEqual({ conversation_id: 'c', token: 't', seen: 'm' });
  expect(readSession({ conversation_id: 'c' })).toBeNull();
  expect(readSession('c')).toBeNull();
});
