import { afterEach, expect, test } from 'vitest';
import { troubleWords } from '../../desk/deed';
import { problemWords } from '../../desk/problems';
import { Problem } from '../../shared/api/problem';
import { language } from '../../shared/i18n/phrases';

afterEach(() => (language.value = 'en'));

test.each([
  [new Problem(404, 'handoff not found: c_1', 'handoff-not-found'), /closed, or with the assistant/, /已结束，或已交还给助手/],
  [new Problem(409, 'W1: status (shipped)', 'change-refused'), /Nothing was changed/, /没有任何改动/],
  [new Problem(403, 'your role is agent; accepted: supervisor, admin', 'role-wanted'), /Your role may not/, /您的角色无权/],
  [new Problem(404, 'letter not found: m_1', 'letter-not-found'), /no longer there/, /已不存在/],
  [new Problem(500, 'the fault was written down'), /Something went wrong/, /服务出现错误/],
  [new Problem(503, 'try again in a moment', 'store-unavailable'), /does not answer.*try again/, /没有应答，请稍后再试/],
  [new TypeError('Failed to fetch'), /does not answer/, /没有应答/],
  [new Problem(422, 'there is a team Tea already; accepted: another name', 'name-taken'), /choose another name/, /换一个名称/],
  [new Problem(409, 'h_1 is with pe_2', 'handoff-taken'), /A colleague has/, /正由同事接待/],
])('what went wrong (%o) is told in the reader’s language, without the service’s insides', (error, inEnglish, inChinese) => {
  expect(problemWords(error)).toMatch(inEnglish);
  expect(troubleWords(error)).toMatch(inEnglish);
  language.value = 'zh';
  expect(problemWords(error)).toMatch(inChinese);
  expect(troubleWords(error)).toMatch(inChinese);
});

test('what cannot be taken is told in the service’s own words, and a form’s words go before all', () => {
  expect(troubleWords(new Problem(422, 'tag: accepted are 1 to 40 characters', 'invalid-input'))).toBe('tag: accepted are 1 to 40 characters');
  expect(troubleWords(new Problem(409, 'void', 'proposal-void'), { 'proposal-void': 'look again' })).toBe('look again');
});
