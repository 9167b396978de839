import { language } from '../../shared/i18n/phrases';
import { kindWords, limitWords } from '../approvals/words';

/** Whoever has no name, as the log keeps them, and in Chinese. */
const NOBODY: readonly (readonly [kept: RegExp, zh: string])[] = [
  [/^(?:staff:)?the command line$/, '命令行'],
  [/^staff:by the provider$/, '身份提供方'],
  [/^staff:no address$/, '未知账号'],
  [/^guest$/, '访客'],
];

/** What the log keeps of a why in words of its own, nobody's, and in Chinese. */
const WHYS: readonly (readonly [kept: RegExp, zh: string])[] = [
  [/^yes$/, '同意'],
  [/^from (\S+)$/, '来自 $1'],
  [/^code, from (\S+)$/, '验证码不符，来自 $1'],
  [/^too many tries from (\S+)$/, '尝试次数过多，来自 $1'],
  [/^too many tries$/, '尝试次数过多'],
  [/^beyond the lines of these minutes$/, '超出这段时间的记录条数'],
  [/^wrong contact or unknown order$/, '联系方式有误或订单不存在'],
  [/^wrong or expired code$/, '验证码有误或已过期'],
  [/^not theirs, or no such order$/, '不是本人的订单，或订单不存在'],
  [/^another's account was named$/, '提到了他人的账户'],
  [/^a person of the shop took the conversation$/, '工作人员接手了对话'],
  [/^a person was asked for$/, '顾客要求人工客服'],
  [/^the shopper (?:starts over|left the task|moved on)$/, '顾客改谈其他事项'],
  [/^the shopper changed it$/, '顾客修改了要求'],
  [/^the shop's system does not know its key$/, '店铺系统中查不到这次操作'],
  [/^silent$/, '长时间没有消息'],
  [/^vanished$/, '接待人已不在'],
  [/^unanswered$/, '接待人没有回应'],
  [/^into en$/, '译成英文'],
  [/^into zh$/, '译成中文'],
  [/^figures, (\S+) to (\S+)$/, '统计数据，$1 至 $2'],
  [/^ready-made replies as (\S+)$/, '常用回复（$1）'],
  [/^added (\S+)$/, '新增 $1'],
  [/^changed (\S+)$/, '修改 $1'],
  [/^removed (\S+)$/, '删除 $1'],
];

/** Who did it, in the face's language; a login, a customer's number and the like stand as they are kept. */
export function actorWords(actor: string): string {
  return chinese(NOBODY, actor) ?? actor;
}

/** Why, in the face's language; what somebody wrote stands as it was written. */
export function reasonWords(reason: string): string {
  const known = chinese(WHYS, reason);
  if (known || language.value !== 'zh') return known ?? reason;
  const over = /^yes; over the limit: (.+)$/.exec(reason);
  if (over) return `同意；${limitWords(over[1]!.split(', '))}`;
  const again = /^(\d+) more: (.+)$/s.exec(reason);
  if (again) return `另有 ${again[1]} 次：${reasonWords(again[2]!)}`;
  const refusal = /^(.+), from ([\da-f.:]+)$/s.exec(reason);
  if (refusal) return `${refusal[1]}，来自 ${refusal[2]}`;
  return /^[a-z]+(?:_[a-z]+)+$/.test(reason) ? kindWords(reason) : reason;
}

function chinese(words: readonly (readonly [RegExp, string])[], kept: string): string | undefined {
  const found = language.value === 'zh' ? words.find(([pattern]) => pattern.test(kept)) : undefined;
  return found && kept.replace(found[0], found[1]);
}
