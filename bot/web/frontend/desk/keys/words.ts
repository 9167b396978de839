import { speaker } from '../../shared/i18n/phrases';

/** English words of the keyboard's help. */
const en = {
  keys: 'Keyboard shortcuts',
  on: 'Single-key shortcuts are on',
  next: 'Next conversation in the list',
  previous: 'Previous conversation in the list',
  take: 'Take the conversation',
  reply: 'Write a reply',
  note: 'Write a private note',
  close: 'Close: choose why',
  search: 'Search all conversations',
  help: 'Show this list',
  open: 'Open the conversation',
  send: 'Send the reply',
  escape: 'Leave the field',
};

export type KeysPhrase = keyof typeof en;

/** 键盘快捷键说明的中文词句。 */
const zh: Readonly<Record<KeysPhrase, string>> = {
  keys: '键盘快捷键',
  on: '已启用单键快捷键',
  next: '列表中的下一个对话',
  previous: '列表中的上一个对话',
  take: '接待此对话',
  reply: '撰写回复',
  note: '撰写内部备注',
  close: '结束：选择原因',
  search: '搜索全部对话',
  help: '显示此列表',
  open: '打开对话',
  send: '发送回复',
  escape: '离开输入框',
};

export const KEYS_WORDS = { en, zh };

/** A phrase of the keyboard's help, in the face's language. */
export const k = speaker<KeysPhrase>(KEYS_WORDS);
