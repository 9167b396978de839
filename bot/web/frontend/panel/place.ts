import type { ChatState } from '../shared/conversation/state';
import { placeWords } from '../shared/parts/handoffWords';

/** What somebody who waits is shown of their place; empty for whoever does not wait. */
export function placeNow({ status, messages }: ChatState): string {
  if (status !== 'queued') return '';
  const notice = messages.flatMap(({ parts }) => parts).findLast(({ kind }) => kind === 'handoff');
  return notice?.kind === 'handoff' ? placeWords(notice).join(' ') : '';
}
