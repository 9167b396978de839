import { Problem } from '../shared/api/problem';
import { problemWords as usualWords } from '../shared/chat/problemWords';
import { speaker } from '../shared/i18n/phrases';

/** English words of what cannot be done at the desk: by the kind of the problem, and for whole groups of kinds. */
const en = {
  unavailable: 'The service does not answer just now. Please try again in a moment.',
  broken: 'Something went wrong in the service. Please try again in a moment.',
  missing: 'It is no longer there.',
  'handoff-not-found': 'Nobody of the shop has this conversation any more: it is closed, or with the assistant.',
  'status-change-refused': 'The conversation has changed meanwhile, so this cannot be done now.',
  'said-meanwhile': 'The customer has just written. Read it first, then press again.',
  'change-refused': 'The shop’s rules or data do not allow this as things stand. Nothing was changed.',
  'proposal-void': 'Things have changed meanwhile: this is no longer open.',
  'not-verified': 'The customer has not proved who they are. Nothing was changed.',
  'not-allowed': 'The shop does not let its people do this. Nothing was changed.',
  'awaits-approval': 'It is over a limit of the shop: a supervisor decides.',
  'name-taken': 'There is one of that name already: please choose another name.',
  'role-wanted': 'Your role may not do this. Ask an admin.',
  'not-signed-in': 'You are no longer signed in.',
  'session-idle': 'You are no longer signed in.',
  'rate-limited': 'Too much at once; please wait a moment.',
  'too-many-tries': 'Too many wrong tries; please try again later.',
  'sign-in-refused': 'The e-mail address, the password or the code is wrong.',
  'invitation-rejected': 'This link was used before, or has expired. Ask for a new one.',
};

export type ProblemPhrase = keyof typeof en;

/** 工作台操作未能完成时的中文词句。 */
const zh: Readonly<Record<ProblemPhrase, string>> = {
  unavailable: '服务暂时没有应答，请稍后再试。',
  broken: '服务出现错误，请稍后再试。',
  missing: '该内容已不存在。',
  'handoff-not-found': '这个对话已不由人工接待：它已结束，或已交还给助手。',
  'status-change-refused': '对话状态已有变化，目前无法这样操作。',
  'said-meanwhile': '顾客刚刚发来了新消息，请先阅读，再重新操作。',
  'change-refused': '店铺规则或数据目前不允许这样做，没有任何改动。',
  'proposal-void': '情况已有变化，该项已失效。',
  'not-verified': '顾客尚未证明身份，没有任何改动。',
  'not-allowed': '店铺不允许客服这样做，没有任何改动。',
  'awaits-approval': '已超出店铺限额，由主管审批。',
  'name-taken': '已有同名的，请换一个名称。',
  'role-wanted': '您的角色无权这样操作，请联系管理员。',
  'not-signed-in': '您的登录已失效。',
  'session-idle': '您的登录已失效。',
  'rate-limited': '操作过于频繁，请稍候片刻。',
  'too-many-tries': '错误次数过多，请稍后再试。',
  'sign-in-refused': '邮箱、密码或验证码不正确。',
  'invitation-rejected': '该链接已使用过或已过期，请索取新的链接。',
};

export const PROBLEM_WORDS = { en, zh };

/** A phrase of what could not be done, in the face's language. */
export const p = speaker<ProblemPhrase>(PROBLEM_WORDS);

/** What went wrong, in the reader's language; a line that is lost is a service that does not answer. */
export function problemWords(error: unknown): string {
  if (!(error instanceof Problem)) return error instanceof TypeError ? p('unavailable') : String(error);
  const own = phraseOf(error);
  return own ? p(own) : usualWords(error);
}

/** The same problem, with the desk's words for it where it has some. */
export function inWords(problem: Problem): Problem {
  const own = phraseOf(problem);
  return own ? new Problem(problem.status, p(own)) : problem;
}

function phraseOf({ kind, status }: Problem): ProblemPhrase | undefined {
  if (status === 503) return 'unavailable';
  if (Object.hasOwn(en, kind)) return kind as ProblemPhrase;
  if (status >= 500) return 'broken';
  return kind.endsWith('-not-found') ? 'missing' : undefined;
}
