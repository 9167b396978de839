import { afterEach, expect, test } from 'vitest';
import { Upload } from '../../desk/attach/upload';
import type { DeskClient } from '../../desk/client';
import { troubleWords } from '../../desk/deed';
import { Problem } from '../../shared/api/problem';
import { problemWords } from '../../shared/chat/problemWords';
import { language } from '../../shared/i18n/phrases';

afterEach(() => {
  language.value = 'en';
});

test.each([
  ['sign-in-refused', 403, 'The e-mail address, the password or the code is wrong.', '邮箱、密码或验证码不正确。'],
  ['invitation-rejected', 403, 'This link was used before, or has expired. Ask for a new one.', '该链接已使用过或已过期，请索取新的链接。'],
  ['too-many-tries', 429, 'Too many wrong tries; please try again later.', '错误次数过多，请稍后再试。'],
] as const)('%s at the door is told in the language of the face, unless a form knows better', (kind, status, en, zh) => {
  const problem = new Problem(status, 'of the service', kind);
  expect(troubleWords(problem)).toBe(en);
  expect(troubleWords(problem, { [kind]: 'better' })).toBe('better');
  language.value = 'zh';
  expect(troubleWords(problem)).toBe(zh);
});

test('a document that is refused is told in the language of the face, at the file and at the reply that it was to go with', async () => {
  language.value = 'zh';
  const client = { upload: () => Promise.reject(new Problem(422, 'it is encrypted', 'document-refused')) } as unknown as DeskClient;
  const upload = new Upload(client, 'A', new File(['%PDF'], 'label.pdf', { type: 'application/pdf' }));
  const refused = await upload.kept().catch((error: unknown) => error);
  expect(upload.trouble.value).toMatch(/^无法接收该 PDF/);
  expect(problemWords(refused)).toBe(upload.trouble.value);
});
