import { present } from '../../shared/api/read';
import type { Line } from '../audit/client';
import { troubleWords } from '../deed';
import { APPROVAL_WORDS, p, type ApprovalPhrase } from './words';

type Ending<P extends string> = ApprovalPhrase extends infer A ? (A extends `${P}${infer Name}` ? Name : never) : never;

/** How a request stands after a person's word: as the service keeps it, or `untaken` and `unheard` where no answer came. */
export type State = Ending<'end_'>;

/** What became of a person's word; `failed` where the service does not take it as it is. */
export type End =
  | {
      readonly state: State;
      /** Who was faster. */
      readonly by?: string;
      readonly why?: Ending<'why_'>;
    }
  | { readonly state: 'failed'; readonly error: unknown };

/** The lines of the log in which a person decides. */
const DECIDED = ['approved', 'turned_down', 'seen_to'] as const;

/** Where a line of the log leaves a request. */
const LEFT: Readonly<Record<string, State>> = {
  approved: 'claimed',
  turned_down: 'turned_down',
  seen_to: 'seen_to',
  unknown: 'claimed',
  written: 'done',
  refused: 'refused',
  not_written: 'awaiting',
  half_written: 'half_done',
};
const OVER: ReadonlySet<string> = new Set<State>(['done', 'turned_down', 'seen_to', 'refused']);
const STALE = /is at version|is not as it was|no longer as agreed|by another write/;

/** Whether nothing is left to be found out of it. */
export function isOver(end: End): boolean {
  return OVER.has(end.state);
}

/** Whether it went as it was decided. */
export function isWell(end: End): boolean {
  return isOver(end) && end.state !== 'refused' && !('by' in end);
}

/** How a request has ended by the log's lines on it, the newest first, for somebody who decides. */
export function endOf(lines: readonly Line[], login: string): End {
  const word = lines.find((line) => DECIDED.some((event) => event === line.event));
  const last = lines.find((line) => Object.hasOwn(LEFT, line.event));
  if (!word || !last) return { state: 'untaken' };
  const state = LEFT[last.event]!;
  const who = word.actor.replace(/^staff:/, '');
  return present<End>({ state, by: who === login || state === 'awaiting' ? undefined : who, why: state === 'refused' ? whyOf(last.reason) : undefined });
}

/** Why nothing was written, by what the log keeps of it: a rule's name, or that the order is no longer as it was. */
function whyOf(reason: string): Ending<'why_'> {
  const rule = /^\S+: (\w+)(?: \(|$)/.exec(reason)?.[1] ?? '';
  if (Object.hasOwn(APPROVAL_WORDS.en, `why_${rule}`)) return rule as Ending<'why_'>;
  return STALE.test(reason) ? 'stale' : 'unknown';
}

/** What is said of an end. */
export function endWords(end: End): string {
  if (end.state === 'failed') return troubleWords(end.error);
  const words = p(`end_${end.state}`, { why: p(`why_${end.why ?? 'unknown'}`) });
  return end.by ? p('by', { name: end.by, end: words }) : words;
}
