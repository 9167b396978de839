import { expect, test } from 'vitest';
import { reasonWords } from '../../desk/claims/words';
import { language } from '../../shared/i18n/phrases';

test.each([
  ['problem', 'damaged: the shell is torn', 'Damaged: the shell is torn', '损坏：the shell is torn'],
  ['problem', 'damaged: 按键裂了', 'Damaged: 按键裂了', '损坏：按键裂了'],
  ['problem', 'missing', 'Missing', '缺少'],
  ['problem', 'came late', 'came late', 'came late'],
  ['return', 'wrong: too small', 'wrong: too small', 'wrong: too small'],
])('a %s for “%s” is told with its kind in the face’s language', (kind, reason, en, zh) => {
  language.value = 'en';
  expect(reasonWords({ kind, reason })).toBe(en);
  language.value = 'zh';
  expect(reasonWords({ kind, reason })).toBe(zh);
});
