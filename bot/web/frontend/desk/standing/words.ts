import { speaker } from '../../shared/i18n/phrases';

/** English words of how a request came about and stands. `{name}` is a gap to be filled. */
const en = {
  standing: 'How this came here',
  asked: 'The customer asked for a person',
  proposed: 'Proposed by the assistant',
  required: 'Required by a limit of the shop',
  taken: 'Taken from the assistant',
  link: 'Came back by the link in a letter',
  topic: 'Topic: {topic}',
  orders: 'orders',
  returns: 'returns',
  products: 'products',
  account: 'account',
  other: 'other',
  team: 'Team: {team}',
  offered: 'Given to {name} by the desk',
  passed: 'Passed on to {name} by a colleague',
  you: 'you',
  priority: 'Priority {priority}: {why}',
  urgent: 'priority {priority}',
  tag: 'customer “{tag}”',
  upset: 'complained before',
  waited: 'waited {minutes} minutes',
  en: 'English',
  zh: 'Chinese',
  answerIn: 'Answer within {time}, or it goes to the next',
  answerNow: 'It goes back to the queue now, unless you are writing',
  silent: 'Silent since {time}',
  onlySilent: 'Silent customers only ({count})',
  unread: '{count} unread',
  undelivered: 'Letter not delivered',
};

export type StandingPhrase = keyof typeof en;

/** 请求来由与状态的中文词句。 */
const zh: Readonly<Record<StandingPhrase, string>> = {
  standing: '对话来由',
  asked: '顾客要求人工',
  proposed: '由助手提议',
  required: '店铺规则要求人工处理',
  taken: '从助手处接手',
  link: '顾客通过邮件链接返回',
  topic: '主题：{topic}',
  orders: '订单',
  returns: '退换货',
  products: '商品',
  account: '账户',
  other: '其他',
  team: '团队：{team}',
  offered: '由工作台分配给{name}',
  passed: '由同事转交给{name}',
  you: '您',
  priority: '优先级 {priority}：{why}',
  urgent: '优先级 {priority}',
  tag: '顾客标签“{tag}”',
  upset: '此前有过抱怨',
  waited: '已等待 {minutes} 分钟',
  en: '英文',
  zh: '中文',
  answerIn: '请在 {time} 内回复，否则将转给下一位',
  answerNow: '即将放回队列，除非您正在输入',
  silent: '自 {time} 起未回复',
  onlySilent: '只看未回复的顾客（{count}）',
  unread: '{count} 条未读',
  undelivered: '邮件未送达',
};

export const STANDING_WORDS = { en, zh };

/** A phrase of how a request came about and stands, in the face's language. */
export const h = speaker<StandingPhrase>(STANDING_WORDS);
