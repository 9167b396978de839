import { expect, test, vi } from 'vitest';
import { Problem } from '../../shared/api/problem';
import { EventStream, type Connection } from '../../shared/conversation/event-stream';

function body(...pieces: string[]): Response {
  return new Response(new Blob(pieces).stream());
}

function watch(open: (lastEventId: string | null) => Promise<Response>) {
  const events: string[] = [];
  const connections: Connection[] = [];
  const expired = vi.fn();
  const stream = new EventStream(open, {
    onEvent: (event) => events.push(`${event.type} ${event.data}`),
    onConnection: (connection) => connections.push(connection),
    onExpired: expired,
  });
  return { events, connections, expired, stream };
}

test('goes on after the last stored event, and passing events do not count', async () => {
  const asked: (string | null)[] = [];
  const end = new AbortController();
  const answers = ['retry: 1\n\nid: 4\nevent: a\ndata: 1\n\nevent: typing\ndata: {}\n\n', 'id: 5\nevent: b\ndata: 2\n\n'];
  const watched = watch((lastEventId) => {
    asked.push(lastEventId);
    const answer = answers.shift();
    if (answer === undefined) end.abort();
    return Promise.resolve(body(answer ?? ''));
  });
  await watched.stream.run(end.signal);
  expect(asked).toEqual([null, '4', '5']);
  expect(watched.events).toEqual(['a 1', 'typing {}', 'b 2']);
});

test('a short break is mended without a word, a longer one is told', async () => {
  const end = new AbortController();
  let attempts = 0;
  const watched = watch(() => {
    attempts += 1;
    if (attempts === 1) return Promise.resolve(body('retry: 100\n\n'));
    if (attempts < 6) return Promise.reject(new TypeError('cut'));
    return new Promise(() => {});
  });
  void watched.stream.run(end.signal);
  await vi.waitFor(() => expect(watched.connections).toEqual(['connecting', 'open', 'lost']), { timeout: 4000 });
  expect(attempts).toBeGreaterThan(2);
  end.abort();
});

test('an expired token ends the stream for ever', async () => {
  const watched = watch(() => Promise.reject(new Problem(401, 'expired')));
  await watched.stream.run(new AbortController().signal);
  expect(watched.expired).toHaveBeenCalledOnce();
});
