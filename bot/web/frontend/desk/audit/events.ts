import { language } from '../../shared/i18n/phrases';

/** What was done, by the name that the log keeps: English, Chinese. */
export const EVENTS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  proof_given: ['Proof given', '已验证'],
  proof_refused: ['Proof refused', '验证未通过'],
  access_refused: ['Access refused', '拒绝访问'],
  choice_refused: ['Choice refused', '选项被拒'],
  code_sent: ['Code sent', '已发送验证码'],
  proposed: ['Change proposed', '提议变更'],
  voided: ['Proposal void', '提议失效'],
  declined: ['Declined by the shopper', '顾客拒绝'],
  confirmed: ['Confirmed by the shopper', '顾客确认'],
  written: ['Change made', '变更完成'],
  refused: ['Change refused', '变更被拒'],
  unknown: ['End not seen', '结果未知'],
  awaits: ['Awaits approval', '等待审批'],
  approved: ['Approved', '已批准'],
  turned_down: ['Turned down', '未批准'],
  signed_in: ['Signed in', '登录'],
  signed_out: ['Signed out', '退出登录'],
  sign_in_refused: ['Sign-in refused', '登录被拒'],
  account_changed: ['Account changed', '账号变更'],
  taken: ['Conversation taken', '接待对话'],
  taken_over: ['Taken over from a colleague', '从同事处接手'],
  put_back: ['Back to the queue', '放回队列'],
  transferred: ['Transferred', '转交'],
  requeued: ['Back to the queue by itself', '自动放回队列'],
  offered: ['Offered to the next', '转给下一位'],
  transcript_sent: ['Transcript sent', '已发送对话记录'],
  found_again: ['Found again', '再次找到'],
  returned: ['Returned to the assistant', '交还给助手'],
  closed: ['Closed', '结束对话'],
  canned_changed: ['Ready-made reply changed', '常用回复变更'],
  macro_changed: ['Macro changed', '快捷流程变更'],
  macro_run: ['Macro run', '执行快捷流程'],
  noted: ['Private note written', '写入内部备注'],
  tagged: ['Tag set', '添加标签'],
  untagged: ['Tag taken away', '移除标签'],
  translated: ['Given to be translated', '交由机器翻译'],
  team_changed: ['Team changed', '团队变更'],
  exported: ['Taken away as a file', '导出文件'],
  not_written: ['Nothing was written', '未写入'],
  deed_begun: ['Request worked on', '处理申请'],
  claim_taken: ['Request taken', '认领申请'],
  claim_left: ['Request given up', '放弃申请'],
  half_written: ['Half written', '部分写入'],
  letter_retried: ['Letter tried again', '重新发送邮件'],
  seen_to: ['Seen to by a person', '人工处理完毕'],
};

/** What the log says was done, in the face's language; what is new to this page is shown as it is kept. */
export function eventWords(event: string): string {
  const words = Object.hasOwn(EVENTS, event) ? EVENTS[event] : undefined;
  return words?.[language.value === 'zh' ? 1 : 0] ?? event.replaceAll('_', ' ');
}
