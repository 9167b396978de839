import { afterEach, expect, test, vi } from 'vitest';
import { elect } from '../../shared/conversation/leadership';

afterEach(() => vi.restoreAllMocks());

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150));

function candidate(name: string, roles: string[], label: string): AbortController {
  const end = new AbortController();
  elect(name, end.signal, () => roles.push(`${label} leads`), () => roles.push(`${label} follows`));
  return end;
}

test('one leads, the others follow, and the next takes over', async () => {
  const roles: string[] = [];
  const first = candidate('three', roles, 'first');
  await settle();
  const second = candidate('three', roles, 'second');
  const third = candidate('three', roles, 'third');
  await settle();
  expect(roles).toEqual(['first leads', 'second follows', 'third follows']);
  first.abort();
  await settle();
  expect(roles.slice(3)).toEqual(['second leads']);
  second.abort();
  third.abort();
});

test('one that has gone never leads', async () => {
  const roles: string[] = [];
  const first = candidate('gone', roles, 'first');
  await settle();
  const second = candidate('gone', roles, 'second');
  await settle();
  second.abort();
  first.abort();
  await settle();
  expect(roles).toEqual(['first leads', 'second follows']);
});

test('where locks are refused each leads for itself', async () => {
  vi.spyOn(navigator.locks, 'request').mockRejectedValue(new DOMException('refused', 'SecurityError'));
  const roles: string[] = [];
  const both = [candidate('refused', roles, 'first'), candidate('refused', roles, 'second')];
  await settle();
  expect(roles).toEqual(['first leads', 'second leads']);
  both.forEach((one) => one.abort());
});
