import { speaker } from '../shared/i18n/phrases';

const en = {
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
  rateOver: 'the time for it is over.',
};

const zh: Readonly<Record<keyof typeof en, string>> = {
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
  rateOver: '已超过可评价的时间。',
};

/** Words of the rating, fetched with it. */
export const w = speaker({ en, zh });
