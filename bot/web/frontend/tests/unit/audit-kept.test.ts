import { beforeEach, expect, test } from 'vitest';
import { actorWords, reasonWords } from '../../desk/audit/kept';
import { language } from '../../shared/i18n/phrases';

beforeEach(() => {
  language.value = 'zh';
});

test.each([
  ['staff:the command line', '命令行'],
  ['the command line', '命令行'],
  ['staff:by the provider', '身份提供方'],
  ['guest', '访客'],
  ['staff:ann@shop.example', 'staff:ann@shop.example'],
  ['customer:C-1', 'customer:C-1'],
])('who did it is told in Chinese: %s', (kept, told) => {
  expect(actorWords(kept)).toBe(told);
  language.value = 'en';
  expect(actorWords(kept)).toBe(kept);
});

test.each([
  ['from 127.0.0.1', '来自 127.0.0.1'],
  ['code, from ::1', '验证码不符，来自 ::1'],
  ['too many tries from 10.0.0.7', '尝试次数过多，来自 10.0.0.7'],
  ['7 more: from 10.0.0.7', '另有 7 次：来自 10.0.0.7'],
  ['the provider sent no ID token, from 10.0.0.7', 'the provider sent no ID token，来自 10.0.0.7'],
  ['figures, 2026-11-01 to 2026-11-26', '统计数据，2026-11-01 至 2026-11-26'],
  ['cancel_order', '取消订单'],
  ['yes', '同意'],
  ['yes; over the limit: amount, count', '同意；金额超出店铺限额；顾客 24 小时内的变更次数已达上限'],
  ['CL-20', 'CL-20'],
  ['Moved, from Leeds', 'Moved, from Leeds'],
])('why is told in Chinese, and what somebody wrote as it was written: %s', (kept, told) => {
  expect(reasonWords(kept)).toBe(told);
  language.value = 'en';
  expect(reasonWords(kept)).toBe(kept);
});
