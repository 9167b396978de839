import { speaker } from '../shared/i18n/phrases';

/** English words that only the shopper's face needs. `{name}` is a gap to be filled. */
const en = {
  teaser: 'A word from the shop assistant',
  teaserOpen: 'Open the chat',
  teaserQuiet: 'No more of these',
  quietOn: 'Do not speak first',
  quietOff: 'You may speak first',
  thumbs: 'Was this answer helpful?',
  helpful: 'Helpful',
  unhelpful: 'Not helpful',
  thumbFailed: 'This was not saved. Please try again.',
  transcript: 'Save or send the conversation',
};

export type PanelPhrase = keyof typeof en;

/** 顾客聊天窗专用的中文词句。 */
const zh: Readonly<Record<PanelPhrase, string>> = {
  teaser: '店铺助手的消息',
  teaserOpen: '打开聊天',
  teaserQuiet: '不再显示此类消息',
  quietOn: '不要主动发消息',
  quietOff: '可以主动发消息',
  thumbs: '这个回答有帮助吗？',
  helpful: '有帮助',
  unhelpful: '没有帮助',
  thumbFailed: '未能保存，请再试一次。',
  transcript: '保存或发送对话记录',
};

export const w = speaker({ en, zh });
