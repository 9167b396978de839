import { expect, test } from 'vitest';
import { DESK_WORDS } from '../../desk/words';

const gaps = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map(String).sort();

test('the desk says the same in both languages, with the same gaps', () => {
  const { en, zh } = DESK_WORDS;
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const phrase of Object.keys(en) as (keyof typeof en)[]) {
    expect(gaps(zh[phrase]), phrase).toEqual(gaps(en[phrase]));
    if (phrase !== 'otherLanguage') expect(zh[phrase], phrase).toMatch(/\p{Script=Han}/u);
    if (phrase !== 'otherLanguage') expect(en[phrase], phrase).not.toMatch(/\p{Script=Han}/u);
  }
});
