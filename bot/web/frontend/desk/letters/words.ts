import { speaker } from '../../shared/i18n/phrases';

/** English words of letters that were not delivered. `{name}` is a gap to be filled. */
const en = {
  letters: 'Letters not delivered',
  warning: 'An answer could not be delivered to {to}: the mail server took it in none of {tries} tries, the last on {time}.',
  said: 'What went wrong: {error}',
  again: 'Try again',
  open: 'Open the conversation',
};

export type LetterPhrase = keyof typeof en;

/** 未送达邮件的中文词句。 */
const zh: Readonly<Record<LetterPhrase, string>> = {
  letters: '未送达的邮件',
  warning: '有一条回复未能送达 {to}：邮件服务器共 {tries} 次未接收，最后一次在 {time}。',
  said: '出错原因：{error}',
  again: '重新发送',
  open: '打开对话',
};

export const LETTER_WORDS = { en, zh };

/** A phrase of letters that were not delivered, in the face's language. */
export const l = speaker<LetterPhrase>(LETTER_WORDS);
