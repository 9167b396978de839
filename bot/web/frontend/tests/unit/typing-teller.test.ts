import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TypingTeller } from '../../shared/conversation/typing-teller';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('typing is told seldom, its end once, and silence ends it too', async () => {
  const told: boolean[] = [];
  const teller = new TypingTeller(async (active) => void told.push(active));
  teller.wrote('h');
  teller.wrote('he');
  expect(told).toEqual([true]);
  await vi.advanceTimersByTimeAsync(3100);
  teller.wrote('hel');
  expect(told).toEqual([true, true]);
  teller.wrote('');
  teller.stop();
  expect(told).toEqual([true, true, false]);
  teller.wrote('again');
  await vi.advanceTimersByTimeAsync(5100);
  expect(told).toEqual([true, true, false, true, false]);
});
