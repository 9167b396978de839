import { afterEach, expect, test } from 'vitest';
import { chooseLanguage } from '../../shared/i18n/language';
import { LAUNCHER } from '../../shared/i18n/launcher';
import { DICTIONARIES, language, phraseFor, t } from '../../shared/i18n/phrases';
import { formatDay, formatMoney } from '../../shared/text/formats';

afterEach(() => {
  language.value = 'en';
});

const gaps = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map(String).sort();

test('both languages say the same things, with the same gaps', () => {
  const { en, zh } = DICTIONARIES;
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const phrase of Object.keys(en) as (keyof typeof en)[]) {
    expect(zh[phrase].trim(), phrase).not.toBe('');
    expect(gaps(zh[phrase]), phrase).toEqual(gaps(en[phrase]));
  }
});

test('Chinese is Chinese and English has no Chinese in it', () => {
  const neutral = ['nothing', 'quantity', 'otherLanguage', 'colon'];
  for (const [phrase, words] of Object.entries(DICTIONARIES.zh)) if (!neutral.includes(phrase)) expect(words, phrase).toMatch(/\p{Script=Han}/u);
  for (const [phrase, words] of Object.entries(DICTIONARIES.en)) if (!neutral.includes(phrase)) expect(words, phrase).not.toMatch(/\p{Script=Han}/u);
});

test('the launcher says in both languages what the panel calls itself', () => {
  expect(LAUNCHER.en.title).toBe(DICTIONARIES.en.title);
  expect(LAUNCHER.zh.title).toBe(DICTIONARIES.zh.title);
  expect(Object.keys(LAUNCHER.zh)).toEqual(Object.keys(LAUNCHER.en));
});

test('gaps are filled, and a phrase made of data may not exist', () => {
  expect(t('order', { id: 'W1' })).toBe('Order W1');
  language.value = 'zh';
  expect(t('order', { id: 'W1' })).toBe('订单 W1');
  expect(phraseFor('orderStatus_', 'shipped')).toBe('已发货');
  expect(phraseFor('orderStatus_', 'teleported')).toBeUndefined();
  expect(phraseFor('', 'constructor')).toBeUndefined();
});

test('the first wish that is supported decides the language', () => {
  expect(chooseLanguage(null, 'fr', 'zh-Hant-TW', 'en')).toBe('zh');
  expect(chooseLanguage(undefined, 'EN_gb')).toBe('en');
});

test('money is written by its currency and language', () => {
  expect(formatMoney({ amount: 7900, currency: 'USD' })).toBe('$79.00');
  expect(formatMoney({ amount: 7900, currency: 'JPY' })).toBe('¥7,900');
  expect(formatMoney({ amount: 100, currency: '?' })).toBe('1.00 ?');
  language.value = 'zh';
  expect(formatMoney({ amount: 7900, currency: 'USD' })).toBe('US$79.00');
});

test('a day is a day wherever one is', () => {
  expect(formatDay('2026-03-06')).toBe('Mar 6, 2026');
  expect(formatDay('tomorrow')).toBe('tomorrow');
});

test('a moment is a day of the shop, as the assistant says it, and not of the browser', () => {
  const zone = document.head.appendChild(Object.assign(document.createElement('meta'), { name: 'shoptalk-zone' }));
  const day = (content: string): string => Object.assign(zone, { content }) && formatDay('2026-11-22T23:30:00+00:00');
  expect(['Asia/Shanghai', 'America/Los_Angeles'].map(day)).toEqual(['Nov 23, 2026', 'Nov 22, 2026']);
  language.value = 'zh';
  expect(day('Asia/Shanghai')).toBe('2026年11月23日');
  expect(formatDay('2026-11-22')).toBe('2026年11月22日');
  zone.remove();
});
