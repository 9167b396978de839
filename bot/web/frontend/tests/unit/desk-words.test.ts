import { expect, test } from 'vitest';
import { ALERT_WORDS } from '../../desk/alerts/words';
import { LETTER_WORDS } from '../../desk/letters/words';
import { STANDING_WORDS } from '../../desk/standing/words';
import { ACCOUNT_WORDS } from '../../desk/account/words';
import { CLAIM_WORDS } from '../../desk/claims/words';
import { MACRO_WORDS } from '../../desk/assist/macroWords';
import { WORDING_WORDS } from '../../desk/assist/wordingWords';
import { ASSIST_WORDS } from '../../desk/assist/words';
import { FILES_WORDS } from '../../desk/files/words';
import { KEYS_WORDS } from '../../desk/keys/words';
import { TALKS_WORDS } from '../../desk/talks/words';
import { EVENTS } from '../../desk/audit/events';
import { AUDIT_WORDS } from '../../desk/audit/words';
import { FIGURE_WORDS } from '../../desk/figures/words';
import { PROBLEM_WORDS } from '../../desk/problems';
import { DESK_WORDS } from '../../desk/words';

const gaps = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map(String).sort();

const DICTIONARIES: Readonly<Record<string, Readonly<Record<'en' | 'zh', Readonly<Record<string, string>>>>>> = { desk: DESK_WORDS, claims: CLAIM_WORDS, account: ACCOUNT_WORDS, files: FILES_WORDS, keys: KEYS_WORDS, talks: TALKS_WORDS, audit: AUDIT_WORDS, assist: ASSIST_WORDS, macros: MACRO_WORDS, wording: WORDING_WORDS, figures: FIGURE_WORDS, alerts: ALERT_WORDS, letters: LETTER_WORDS, standing: STANDING_WORDS, problems: PROBLEM_WORDS };

test.each(Object.keys(DICTIONARIES))('the %s says the same in both languages, with the same gaps', (name) => {
  const { en, zh } = DICTIONARIES[name]!;
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const phrase of Object.keys(en)) {
    expect(gaps(zh[phrase]!), phrase).toEqual(gaps(en[phrase]!));
    if (phrase !== 'otherLanguage' && phrase !== 'and') expect(zh[phrase], phrase).toMatch(/\p{Script=Han}/u);
    if (phrase !== 'otherLanguage') expect(en[phrase], phrase).not.toMatch(/\p{Script=Han}/u);
  }
});

test('every event of the log has words in both languages', () => {
  for (const [event, [inEnglish, inChinese]] of Object.entries(EVENTS)) {
    expect(inEnglish, event).not.toMatch(/\p{Script=Han}/u);
    expect(inChinese, event).toMatch(/\p{Script=Han}/u);
  }
});
