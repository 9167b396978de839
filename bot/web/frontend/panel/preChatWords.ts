import { speaker } from '../shared/i18n/phrases';

const en = {
  preChat: 'Before we begin',
  preChatPerson: 'While you wait',
  preChatSend: 'Go on',
  preChatSkip: 'Skip',
  preChatFailed: 'That did not work: {reason}',
};

const zh: Readonly<Record<keyof typeof en, string>> = {
  preChat: '开始之前',
  preChatPerson: '等待期间',
  preChatSend: '继续',
  preChatSkip: '跳过',
  preChatFailed: '操作未成功：{reason}',
};

/** Words of what the shop asks first, fetched with it. */
export const w = speaker({ en, zh });
