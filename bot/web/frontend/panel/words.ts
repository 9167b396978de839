import { speaker } from '../shared/i18n/phrases';

/** English words that only the shopper's face needs. `{name}` is a gap to be filled. */
const en = {
  thumbs: 'Was this answer helpful?',
  helpful: 'Helpful',
  unhelpful: 'Not helpful',
  thumbFailed: 'This was not saved. Please try again.',
  rate: 'How was the help of our team?',
  rateMore: 'You can go on writing at any time.',
  score1: '1 of 5 stars: very poor',
  score2: '2 of 5 stars: poor',
  score3: '3 of 5 stars: fair',
  score4: '4 of 5 stars: good',
  score5: '5 of 5 stars: very good',
  rateComment: 'What should we know? (optional)',
  rateSend: 'Send rating',
  rateLater: 'Rather not',
  rated: 'Thank you for your rating.',
  rateChange: 'Change it',
  rateFailed: 'Your rating was not saved: {reason}',
  transcript: 'Save or send the conversation',
  transcriptText: 'Download as text',
  transcriptPage: 'Download as a page',
  transcriptEmail: 'E-mail address to send it to',
  transcriptSend: 'Send by e-mail',
  transcriptSaved: 'The file is being saved.',
  transcriptMailed: 'On its way to {email}.',
  transcriptFailed: 'That did not work: {reason}',
};

export type PanelPhrase = keyof typeof en;

/** 顾客聊天窗专用的中文词句。 */
const zh: Readonly<Record<PanelPhrase, string>> = {
  thumbs: '这个回答有帮助吗？',
  helpful: '有帮助',
  unhelpful: '没有帮助',
  thumbFailed: '未能保存，请再试一次。',
  rate: '您对人工客服的服务满意吗？',
  rateMore: '您随时可以继续发消息。',
  score1: '1 星（共 5 星）：很不满意',
  score2: '2 星（共 5 星）：不满意',
  score3: '3 星（共 5 星）：一般',
  score4: '4 星（共 5 星）：满意',
  score5: '5 星（共 5 星）：很满意',
  rateComment: '还有什么想告诉我们？（选填）',
  rateSend: '提交评价',
  rateLater: '暂不评价',
  rated: '感谢您的评价。',
  rateChange: '修改评价',
  rateFailed: '评价未能保存：{reason}',
  transcript: '保存或发送对话记录',
  transcriptText: '下载为文本',
  transcriptPage: '下载为网页',
  transcriptEmail: '接收邮箱',
  transcriptSend: '发送到邮箱',
  transcriptSaved: '文件正在保存。',
  transcriptMailed: '已发送至 {email}。',
  transcriptFailed: '操作未成功：{reason}',
};

export const w = speaker({ en, zh });
