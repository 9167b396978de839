import { speaker } from '../../shared/i18n/phrases';

/** English words of the page of the audit log. `{name}` is a gap to be filled. */
const en = {
  audit: 'Log',
  more: 'Everything that was proved, proposed, decided, written and done at the desk, the newest first. Nobody can change or remove a line.',
  who: 'Who',
  whoHint: 'such as staff:ann@shop.example, customer:C-1, guest',
  conversation: 'Conversation',
  event: 'What',
  anything: 'Anything',
  since: 'From',
  until: 'To',
  show: 'Show',
  when: 'When',
  about: 'About',
  details: 'Details',
  before: 'Before',
  after: 'After',
  none: 'Nothing of that kind was written down.',
  older: 'Older lines',
  newest: 'Back to the newest',
  check: 'Check of the log',
  well: 'All is well.',
  notWell: 'Something is wrong: the log cannot be relied on as it is.',
  lines: '{count} lines',
  guarded: 'The database refuses to change or remove a line.',
  unguarded: 'The database no longer refuses to change or remove lines: its triggers are gone.',
  whole: 'No line is missing.',
  missing: '{count} lines are missing.',
  backed: '{count} changes were made, each on somebody’s yes.',
  unbacked: 'Written without anybody’s yes: {ids}',
  order: 'order {id}',
  proposal: 'proposal {id}',
};

export type AuditPhrase = keyof typeof en;

/** 操作记录页面的中文词句。 */
const zh: Readonly<Record<AuditPhrase, string>> = {
  audit: '操作记录',
  more: '所有验证、提议、决定、写入以及工作台上的操作，最新的在前。任何人都不能修改或删除记录。',
  who: '操作者',
  whoHint: '例如 staff:ann@shop.example、customer:C-1、guest',
  conversation: '对话',
  event: '事件',
  anything: '全部',
  since: '从',
  until: '至',
  show: '查看',
  when: '时间',
  about: '相关',
  details: '详情',
  before: '之前',
  after: '之后',
  none: '没有符合条件的记录。',
  older: '更早的记录',
  newest: '返回最新记录',
  check: '记录检查',
  well: '一切正常。',
  notWell: '有异常：目前的记录不可完全信赖。',
  lines: '{count} 条记录',
  guarded: '数据库拒绝修改或删除记录。',
  unguarded: '数据库已不再拒绝修改或删除记录：触发器不存在。',
  whole: '没有缺失的记录。',
  missing: '缺失 {count} 条记录。',
  backed: '共进行 {count} 次变更，每次都经过确认。',
  unbacked: '未经任何人确认即写入：{ids}',
  order: '订单 {id}',
  proposal: '提议 {id}',
};

export const AUDIT_WORDS = { en, zh };

/** A phrase of this page in the face's language. */
export const u = speaker<AuditPhrase>(AUDIT_WORDS);
