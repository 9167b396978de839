import { speaker } from '../../shared/i18n/phrases';

/** English words of sound and notifications. `{name}` is a gap to be filled. */
const en = {
  alerts: 'Sound and notifications',
  how: 'How',
  sound: 'A short sound',
  notify: 'A notification of the browser, while the desk is not in front',
  blocked: 'This browser blocks notifications here: allow them in its settings for this site.',
  none: 'This browser knows no notifications.',
  what: 'Of what',
  waiting: 'Somebody new waits whom I can answer',
  given: 'A conversation is given or passed on to me',
  message: 'A customer of mine writes while I look elsewhere',
  quietAway: 'Quiet while I am away',
  kept: 'Kept in this browser, for your account.',
  waits: 'Somebody waits at the desk',
  offered: 'A conversation was given to you',
  passed: 'A colleague has passed a conversation on to you',
  wrote: 'A customer of yours has written',
  several: 'New at the desk: {count}',
  unread: 'Unread messages: {count}',
};

export type AlertPhrase = keyof typeof en;

/** 声音和通知的中文词句。 */
const zh: Readonly<Record<AlertPhrase, string>> = {
  alerts: '声音与通知',
  how: '提醒方式',
  sound: '短提示音',
  notify: '浏览器通知（工作台不在最前面时）',
  blocked: '浏览器禁止了此网站的通知，请在浏览器的网站设置中允许。',
  none: '此浏览器不支持通知。',
  what: '提醒内容',
  waiting: '有我可以接待的新顾客在等待',
  given: '有对话分配或转交给我',
  message: '我没有在看的对话中，我的顾客发来新消息',
  quietAway: '我处于离开状态时不提醒',
  kept: '设置按账号保存在此浏览器中。',
  waits: '有顾客在工作台等待',
  offered: '有一个对话分配给了您',
  passed: '同事将一个对话转交给了您',
  wrote: '您的顾客发来了新消息',
  several: '工作台有 {count} 条新动态',
  unread: '未读消息：{count}',
};

export const ALERT_WORDS = { en, zh };

/** A phrase of sound and notifications, in the face's language. */
export const s = speaker<AlertPhrase>(ALERT_WORDS);
