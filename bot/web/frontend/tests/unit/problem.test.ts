import { expect, test } from 'vitest';
import { problemWords } from '../../shared/chat/problemWords';
import { language } from '../../shared/i18n/phrases';
import { Problem, secondsUntil } from '../../shared/api/problem';

test('the words of a problem are its detail, else its title, else its status', async () => {
  const from = (body: string, init: ResponseInit) => Problem.from(new Response(body, init));
  expect((await from('{"detail":"Too long","title":"Bad"}', { status: 422 })).detail).toBe('Too long');
  expect((await from('{"title":"Bad"}', { status: 422 })).detail).toBe('Bad');
  expect((await from('<html>', { status: 502, statusText: 'Bad Gateway' })).detail).toBe('502 Bad Gateway');
});

test('a problem is told in the reader’s language where its kind is known, else in the service’s words', () => {
  const expired = new Problem(409, 'this choice was used', 'choice-expired');
  expect(problemWords(expired)).toBe('This choice is no longer open. Please choose from the newest message.');
  language.value = 'zh';
  expect(problemWords(expired)).toBe('该选项已失效，请从最新的消息中选择。');
  expect(problemWords(new Problem(422, 'too long', 'invalid-input'))).toBe('这条消息无法照原样发送：too long');
  expect(problemWords(new Problem(422, 'too many', 'text-too-long', null, {}, 2000))).toBe('内容太长，最多可发送 2000 个字符。');
  expect(problemWords(new Problem(503, 'try again', 'bus-unavailable'))).toBe('服务暂时没有应答，将再次尝试。');
  expect(problemWords(new Problem(418, 'a teapot', 'teapot'))).toBe('a teapot');
  expect(problemWords(new TypeError('Failed to fetch'))).toBe('连接已断开，正在重新连接…');
  language.value = 'en';
});

test('the kind is the last part of the type', async () => {
  const problem = await Problem.from(new Response('{"type":"urn:shoptalk:problem:rate-limited","detail":"slow down"}', { status: 429, headers: { 'Retry-After': '3' } }));
  expect(problem).toMatchObject({ kind: 'rate-limited', retryAfter: 3, busy: true, expired: false });
});

test('a proxy that answers for a service which is not there says nothing of the conversation', async () => {
  const from = (status: number, type = '') => Problem.from(new Response(type ? JSON.stringify({ type: `urn:shoptalk:problem:${type}` }) : '404 page not found', { status }));
  for (const status of [404, 502, 503, 504, 521]) expect(await from(status), `${status}`).toMatchObject({ unreached: true, expired: false, passing: true });
  expect(await from(404, 'conversation-not-found')).toMatchObject({ unreached: false, expired: true, passing: false });
  expect(await from(404, 'attachment-not-found')).toMatchObject({ unreached: false, expired: false, passing: false });
  expect(await from(401, 'token-rejected')).toMatchObject({ unreached: false, expired: true, passing: false });
  expect(await from(503, 'store-unavailable')).toMatchObject({ unreached: false, busy: true, passing: true });
  expect(await from(500)).toMatchObject({ unreached: false, expired: false, passing: true });
});

test('Retry-After is seconds or a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(secondsUntil('7')).toBe(7);
  expect(secondsUntil('Thu, 01 Jan 2026 00:00:10 GMT', now)).toBe(10);
  expect(secondsUntil('Thu, 01 Jan 2025 00:00:10 GMT', now)).toBe(0);
  expect(secondsUntil('soon')).toBeNull();
  expect(secondsUntil(null)).toBeNull();
});
