import { expect, test } from 'vitest';
import { Problem, secondsUntil } from '../../shared/api/problem';

test('the words of a problem are its detail, else its title, else its status', async () => {
  const from = (body: string, init: ResponseInit) => Problem.from(new Response(body, init));
  expect((await from('{"detail":"Too long","title":"Bad"}', { status: 422 })).detail).toBe('Too long');
  expect((await from('{"title":"Bad"}', { status: 422 })).detail).toBe('Bad');
  expect((await from('<html>', { status: 502, statusText: 'Bad Gateway' })).detail).toBe('502 Bad Gateway');
});

test('Retry-After is seconds or a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(secondsUntil('7')).toBe(7);
  expect(secondsUntil('Thu, 01 Jan 2026 00:00:10 GMT', now)).toBe(10);
  expect(secondsUntil('Thu, 01 Jan 2025 00:00:10 GMT', now)).toBe(0);
  expect(secondsUntil('soon')).toBeNull();
  expect(secondsUntil(null)).toBeNull();
});
