import { expect, test } from 'vitest';
import { readLook, wordsFor } from '../../shared/look';

test('a look is read from attributes and settings alike', () => {
  expect(readLook({ accent: '#ABC', theme: 'dark', corner: 'start', zIndex: 12, title: 'Ask us', titleZh: '问我们' })).toEqual({
    accent: '#aabbcc', theme: 'dark', corner: 'start', zIndex: '12', titleEn: 'Ask us', titleZh: '问我们',
  });
  expect(readLook({ accent: '', theme: undefined, other: 'x' })).toEqual({});
});

test('what is not accepted is named, with what is', () => {
  const refused: string[] = [];
  const bad = { accent: 'green', theme: 'night', corner: 'top', zIndex: '-1', logo: 'javascript:alert(1)', title: 'x'.repeat(61), language: 'fr' };
  expect(readLook(bad, (name, accepts) => refused.push(`${name}: ${accepts}`))).toEqual({});
  expect(refused).toEqual([
    'accent: #rgb or #rrggbb',
    'theme: light, dark, auto',
    'corner: left, right, start, end',
    'zIndex: a whole number from 1 to 2147483647',
    "logo: an https address, or one of the page's own origin",
    'language: en, zh',
    'title: up to 60 characters',
  ]);
});

test('a logo is an https address or one of the page itself', () => {
  expect(readLook({ logo: '/logo.svg' }).logo).toBe(`${location.origin}/logo.svg`);
  expect(readLook({ logo: 'https://cdn.example/logo.svg' }).logo).toBe('https://cdn.example/logo.svg');
  for (const logo of ['http://other.example/x.svg', 'data:image/svg+xml,x', 'blob:x', 'https://']) expect(readLook({ logo })).toEqual({});
});

test('words are those of the language', () => {
  expect(wordsFor({ titleEn: 'Ask', titleZh: '问' }, 'title', 'zh')).toBe('问');
  expect(wordsFor({ titleEn: 'Ask' }, 'title', 'zh')).toBeUndefined();
});
