import { afterEach, expect, test, vi } from 'vitest';
import { Client } from '../../shared/api/client';

const SESSION = { conversation_id: 'c', token: 't' };

afterEach(() => vi.restoreAllMocks());

test('a page that somebody before the service answers with is no word of the service: nothing counts as taken', async () => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response('<html>We are back soon', { status: 200 })));
  const client = new Client();
  for (const asked of [
    () => client.send(SESSION, { text: 'hello' }, 'key'),
    () => client.upload(SESSION, new Blob(['picture'])),
    () => client.createConversation({ language: 'en', identity: null, page: null }),
  ]) {
    await expect(asked()).rejects.toMatchObject({ unreached: true });
  }
});
