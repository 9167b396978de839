import { afterEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { DeskClient } from '../../desk/client';
import { idleFor, onReturn } from '../../desk/idle';

const IDLE = 'X-Shoptalk-Idle';

afterEach(() => vi.unstubAllGlobals());

/** The headers of whatever is asked. */
function asked(): Headers[] {
  const seen: Headers[] = [];
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    seen.push(new Headers(init.headers));
    return Promise.resolve(Response.json({ person: { login: 'ann@shop.example' }, csrf: 'token' }));
  });
  return seen;
}

test('whatever the desk asks says how long nobody has done anything in the page', async () => {
  const seen = asked();
  const client = new DeskClient('/api/v1', () => 37);
  await client.beat();
  await client.stay();
  await client.deskEvents(new AbortController().signal);
  expect(seen.map((headers) => headers.get(IDLE))).toEqual(['37', '37', '37']);
  expect(seen.map((headers) => headers.get('Content-Type'))).toEqual(['application/json', null, null]);
  expect(seen[2]!.get('Accept')).toBe('text/event-stream');
});

test('who has no seat learns by staying the token of a session that was begun in another tab', async () => {
  const seen = asked();
  const client = new DeskClient();
  await client.stay();
  await client.send('/shop/files', {});
  expect(seen[1]!.get('X-Shoptalk-CSRF')).toBe('token');
});

test('a page in which nobody has done anything says nothing of it', async () => {
  const seen = asked();
  await new DeskClient('/api/v1', () => null).beat();
  expect(seen[0]!.has(IDLE)).toBe(false);
});

test('what a page does by itself is nothing that a person does', async () => {
  let returns = 0;
  onReturn(() => returns++);
  expect(idleFor()).toBeNull();
  const button = document.body.appendChild(document.createElement('button'));
  button.click();
  button.focus();
  button.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
  button.dispatchEvent(new PointerEvent('pointermove', { movementX: 3, bubbles: true }));
  expect([idleFor(), returns]).toEqual([null, 0]);
  await userEvent.keyboard('ab');
  expect(idleFor()).toBeLessThan(5);
  expect(returns, 'told at once after a break, and not with every key').toBe(1);
  button.remove();
});
