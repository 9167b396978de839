import { expect, test } from 'vitest';
import { Outbox } from '../../desk/outbox';
import { Problem } from '../../shared/api/problem';

const AT_ONCE = new Problem(503, 'try again', 'store-unavailable', 0);

/** Fails so many times first, and notes each try. */
function failing(times: number, error: unknown, tries: string[], name: string): () => Promise<string> {
  return async () => {
    tries.push(name);
    if (times-- > 0) throw error;
    return name;
  };
}

test('a reply is tried again until it is taken, and the next waits for it', async () => {
  const [outbox, tries]: [Outbox, string[]] = [new Outbox(), []];
  const sent = [outbox.send(failing(2, AT_ONCE, tries, 'one')), outbox.send(failing(0, null, tries, 'two'))];
  expect(await Promise.all(sent)).toEqual(['one', 'two']);
  expect(tries).toEqual(['one', 'one', 'one', 'two']);
});

test('a lost link is tried again as soon as the browser is online', async () => {
  const [outbox, tries]: [Outbox, string[]] = [new Outbox(), []];
  const sent = outbox.send(failing(1, new TypeError('Failed to fetch'), tries, 'one'));
  await expect.poll(() => tries.length).toBe(1);
  const begun = performance.now();
  dispatchEvent(new Event('online'));
  expect(await sent).toBe('one');
  expect(performance.now() - begun).toBeLessThan(500);
});

test.each([new Problem(409, 'taken', 'handoff-taken'), new Problem(503, 'no letter', 'mail-unavailable', 0)])(
  'an answer (%o) is no reason to try again, and keeps nobody else waiting',
  async (answer) => {
    const [outbox, tries]: [Outbox, string[]] = [new Outbox(), []];
    const refused = outbox.send(failing(1, answer, tries, 'one'));
    const next = outbox.send(failing(0, null, tries, 'two'));
    await expect(refused).rejects.toBe(answer);
    expect(await next).toBe('two');
    expect(tries).toEqual(['one', 'two']);
  },
);

test('patience ends', async () => {
  const [outbox, tries]: [Outbox, string[]] = [new Outbox(0), []];
  await new Promise((later) => setTimeout(later, 2));
  await expect(outbox.send(failing(9, AT_ONCE, tries, 'one'))).rejects.toBe(AT_ONCE);
});

test('what waits behind a reply that is given up is given up with it, and does not overtake it', async () => {
  const [outbox, tries]: [Outbox, string[]] = [new Outbox(0), []];
  await new Promise((later) => setTimeout(later, 2));
  const slow = async (): Promise<string> => {
    await new Promise((later) => setTimeout(later, 5));
    return failing(9, AT_ONCE, tries, 'one')();
  };
  const [first, second] = [outbox.send(slow), outbox.send(failing(0, null, tries, 'two'))];
  await expect(first).rejects.toBe(AT_ONCE);
  await expect(second).rejects.toBe(AT_ONCE);
  expect(tries).toEqual(['one']);
  expect(await outbox.send(failing(0, null, tries, 'three')), 'the line is tried anew').toBe('three');
});

test('an outbox that is closed sends nothing more, neither what waits nor what is tried again', async () => {
  const [outbox, tries]: [Outbox, string[]] = [new Outbox(), []];
  const [first, second] = [outbox.send(failing(9, AT_ONCE, tries, 'one')), outbox.send(failing(0, null, tries, 'two'))];
  await expect.poll(() => tries.length).toBeGreaterThan(0);
  outbox.close();
  const tried = tries.length;
  await expect(first).rejects.toThrow();
  await expect(second).rejects.toThrow();
  await expect(outbox.send(failing(0, null, tries, 'three'))).rejects.toThrow();
  expect(tries.length - tried, 'at the most the one that was under way').toBeLessThanOrEqual(1);
  expect(tries).not.toContain('two');
});

test('what is being made ready when the outbox closes is told, so that it is not sent', async () => {
  const outbox = new Outbox();
  const sent = outbox.send(async (closing) => {
    await new Promise((later) => setTimeout(later, 5));
    closing.throwIfAborted();
    return 'sent';
  });
  outbox.close();
  await expect(sent).rejects.toThrow();
});
