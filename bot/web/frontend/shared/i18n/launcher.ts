import type { Language } from './language';

/** The launcher's few words, apart from the dictionaries so that a shop's page does not load those. */
export const LAUNCHER: Readonly<Record<Language, Readonly<Record<'title' | 'open' | 'openUnread' | 'close', string>>>> = {
  en: { title: 'Shop assistant', open: 'Open chat', openUnread: 'Open chat, {count} unread', close: 'Close chat' },
  zh: { title: '店铺助手', open: '打开聊天', openUnread: '打开聊天，{count} 条未读消息', close: '关闭聊天' },
};
