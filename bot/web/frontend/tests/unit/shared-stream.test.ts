import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Relayed } from '../../shared/conversation/relay';
import { SharedStream } from '../../shared/conversation/shared-stream';

const realTimeout = setTimeout;
/** Locks and channels take their time, whatever the clock of the test says. */
const settle = (): Promise<void> => new Promise((resolve) => realTimeout(resolve, 40));

let names = 0;
let name: string;
let leader: BroadcastChannel;
let streams: SharedStream[];

/** A link of the stream, and what the test writes into it. */
interface Link {
  readonly after: string | null;
  readonly signal: AbortSignal;
  write(text: string): Promise<void>;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  name = `shared ${++names}`;
  leader = new BroadcastChannel(name);
  streams = [];
});

afterEach(async () => {
  for (const stream of streams) stream.close();
  leader.close();
  vi.useRealTimers();
  vi.restoreAllMocks();
  await settle();
});

/** A tab of this conversation, with the links that it opened and what it was told. */
function tab() {
  const links: Link[] = [];
  const told: string[] = [];
  const open = (after: string | null, signal: AbortSignal): Promise<Response> => {
    const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>>();
    const writer = writable.getWriter();
    signal.addEventListener('abort', () => void writer.abort().catch(() => undefined));
    links.push({ after, signal, write: async (text) => (void writer.write(new TextEncoder().encode(text)), settle()) });
    return Promise.resolve(new Response(readable));
  };
  const stream = new SharedStream(name, open, {
    onEvent: ({ type }) => told.push(type),
    onConnection: (connection) => told.push(connection),
    onExpired: () => told.push('expired'),
    onGap: () => told.push('gap'),
    onMoved: () => told.push('moved'),
    catchUp: () => [],
  });
  streams.push(stream);
  return { links, told, stream };
}

/** Another tab that holds the lead; it answers nothing by itself. */
async function sleeper(): Promise<() => void> {
  let wake = (): void => {};
  void navigator.locks.request(name, () => new Promise<void>((resolve) => (wake = resolve)));
  await settle();
  return wake;
}

const passed = (id: string): Relayed => ({ kind: 'event', event: { id, type: `event ${id}`, data: '{}' } });

async function hearing(relayed: Relayed): Promise<void> {
  leader.postMessage(relayed);
  await settle();
}

test('a tab whose leader does not answer reads on by itself', async () => {
  await sleeper();
  const { links, told } = tab();
  await settle();
  vi.advanceTimersByTime(2900);
  expect(links).toHaveLength(0);
  vi.advanceTimersByTime(200);
  await settle();
  expect(links).toHaveLength(1);
  expect(told).toEqual(['gap', 'connecting', 'gap', 'open']);
  await links[0]!.write('id: 1\nevent: reply\ndata: {}\n\n');
  expect(told.at(-1)).toBe('reply');
});

test('a leader that falls silent is stood in for after its last event, and followed again once it is heard', async () => {
  await sleeper();
  const { links, told } = tab();
  await settle();
  await hearing({ kind: 'connection', connection: 'open' });
  await hearing(passed('7'));
  vi.advanceTimersByTime(44_000);
  await hearing({ kind: 'beat' });
  vi.advanceTimersByTime(44_000);
  expect(links).toHaveLength(0);
  vi.advanceTimersByTime(1500);
  await settle();
  expect(links.map(({ after }) => after)).toEqual(['7']);
  await links[0]!.write('id: 8\nevent: reply\ndata: {}\n\n');
  await hearing(passed('9'));
  expect(links[0]!.signal.aborted).toBe(true);
  expect(told.slice(-2)).toEqual(['reply', 'event 9']);
  vi.advanceTimersByTime(46_000);
  await settle();
  expect(links.map(({ after }) => after)).toEqual(['7', '9']);
});

test('nobody stands in for a leader while nobody looks', async () => {
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  await sleeper();
  const { links } = tab();
  await settle();
  vi.advanceTimersByTime(120_000);
  expect(links).toHaveLength(0);
  hidden.mockReturnValue(false);
  document.dispatchEvent(new Event('visibilitychange'));
  expect(links).toHaveLength(1);
});

test('whoever stands in and then becomes the leader opens nothing twice, and says so', async () => {
  const gone = await sleeper();
  const { links } = tab();
  await settle();
  vi.advanceTimersByTime(3100);
  await settle();
  const heard: Relayed[] = [];
  leader.onmessage = ({ data }: MessageEvent<Relayed>) => heard.push(data);
  gone();
  await settle();
  expect(links).toHaveLength(1);
  expect(heard).toEqual([{ kind: 'connection', connection: 'open' }]);
  await links[0]!.write(': comment\n\n');
  await links[0]!.write('id: 1\nevent: reply\ndata: {}\n\n');
  expect(heard.slice(1).map(({ kind }) => kind)).toEqual(['beat', 'event']);
});

test('what only stands in passes nothing on', async () => {
  await sleeper();
  const { links } = tab();
  const heard: Relayed[] = [];
  await settle();
  leader.onmessage = ({ data }: MessageEvent<Relayed>) => heard.push(data);
  vi.advanceTimersByTime(3100);
  await links[0]!.write('id: 1\nevent: reply\ndata: {}\n\n');
  expect(heard).toEqual([]);
});

test('a leader that is put to sleep gives the lead away, and goes on after its last event when it wakes', async () => {
  for (const [sleeps, wakes] of [[new Event('freeze'), new Event('resume')], [new Event('pagehide'), new Event('pageshow')]] as const) {
    const target = sleeps.type === 'freeze' ? document : window;
    const { links, stream } = tab();
    await settle();
    await links[0]!.write('id: 4\nevent: reply\ndata: {}\n\n');
    target.dispatchEvent(wakes);
    await settle();
    expect(links, 'it competes once').toHaveLength(1);
    target.dispatchEvent(sleeps);
    expect(links[0]!.signal.aborted).toBe(true);
    await settle();
    let free = false;
    await navigator.locks.request(name, { ifAvailable: true }, (lock) => void (free = lock !== null));
    expect(free).toBe(true);
    target.dispatchEvent(wakes);
    await settle();
    expect(links.map(({ after }) => after)).toEqual([null, '4']);
    stream.close();
    await settle();
  }
});

test('where the browser refuses locks each tab has one stream, and closing ends it', async () => {
  vi.spyOn(navigator.locks, 'request').mockRejectedValue(new DOMException('refused', 'SecurityError'));
  const both = [tab(), tab()];
  await settle();
  expect(both.map(({ links }) => links.length)).toEqual([1, 1]);
  for (const { stream, links } of both) {
    stream.close();
    expect(links[0]!.signal.aborted).toBe(true);
  }
});
