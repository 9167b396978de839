import { speaker } from '../../shared/i18n/phrases';

/** English words of the page of figures. `{name}` is a gap to be filled. */
const en = {
  figures: 'Figures',
  since: 'From',
  until: 'To',
  show: 'Show',
  csv: 'Download as a table (CSV)',
  zone: 'Days of the shop ({zone}). Times run by the clock, closed hours too; each is told with how many it is of.',
  now: 'Waiting now',
  nobody: 'Nobody waits.',
  waits: '{count} waiting, the longest for {time}',
  waitsSince: 'since {time}: {wait}',
  late: 'late',
  over: 'In these days',
  asked: 'Asked for a person',
  unasked: 'Taken over unasked',
  abandoned: 'Left unanswered',
  firstResponse: 'First response',
  resolution: 'Resolution',
  median: 'Median',
  p90: '9 in 10 within',
  count: 'of {count}',
  none: 'none yet',
  limits: 'Service levels',
  noLimits: 'No limits are set (SLA_FIRST_RESPONSE_MINUTES, SLA_RESOLUTION_HOURS).',
  limit: '{what} within {time} of opening hours: kept {kept} times, broken {broken} times',
  satisfaction: 'Shoppers’ marks',
  mean: '{mean} of 5, from {given} of {could} who could give one',
  noMarks: 'No marks yet ({could} could have given one).',
  byDay: 'By day',
  byPerson: 'By person',
  day: 'Day',
  person: 'Person',
  open: 'Open now',
  answeredToday: 'Answered today',
  endedToday: 'Ended today',
  mark: 'Mark',
  marks: '{mean} ({given})',
  barsDay: 'Median first response by day',
  hours: '{hours} h {minutes} min',
  minutes: '{minutes} min {seconds} s',
  seconds: '{seconds} s',
  byLast: 'A conversation counts for whoever had it last.',
};

export type FigurePhrase = keyof typeof en;

/** 统计页面的中文词句。 */
const zh: Readonly<Record<FigurePhrase, string>> = {
  figures: '统计',
  since: '从',
  until: '至',
  show: '查看',
  csv: '下载表格（CSV）',
  zone: '按店铺当地日期统计（{zone}）。时长按实际时间计算，包括非营业时间；每项均注明样本数。',
  now: '正在等待',
  nobody: '目前没有顾客在等待。',
  waits: '{count} 位顾客在等待，最长已等 {time}',
  waitsSince: '自 {time} 起：{wait}',
  late: '已超时',
  over: '所选日期',
  asked: '请求人工',
  unasked: '主动接手',
  abandoned: '未获答复即离开',
  firstResponse: '首次响应',
  resolution: '解决',
  median: '中位数',
  p90: '九成不超过',
  count: '共 {count} 次',
  none: '暂无',
  limits: '服务水平',
  noLimits: '尚未设置时限（SLA_FIRST_RESPONSE_MINUTES、SLA_RESOLUTION_HOURS）。',
  limit: '{what}（营业时间 {time} 内）：达标 {kept} 次，超时 {broken} 次',
  satisfaction: '顾客评分',
  mean: '{mean} 分（满分 5 分），{could} 位可评分顾客中有 {given} 位评分',
  noMarks: '暂无评分（{could} 位顾客可以评分）。',
  byDay: '按日统计',
  byPerson: '按人员统计',
  day: '日期',
  person: '人员',
  open: '当前接待',
  answeredToday: '今日已答复',
  endedToday: '今日已结束',
  mark: '评分',
  marks: '{mean}（{given} 次）',
  barsDay: '每日首次响应时间的中位数',
  hours: '{hours} 小时 {minutes} 分',
  minutes: '{minutes} 分 {seconds} 秒',
  seconds: '{seconds} 秒',
  byLast: '对话计入最后接待的人员。',
};

export const FIGURE_WORDS = { en, zh };

/** A phrase of this page in the face's language. */
export const f = speaker<FigurePhrase>(FIGURE_WORDS);

/** A length of time in words. */
export function span(seconds: number): string {
  if (seconds < 60) return f('seconds', { seconds });
  if (seconds < 3600) return f('minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
  return f('hours', { hours: Math.floor(seconds / 3600), minutes: Math.floor((seconds % 3600) / 60) });
}
