import { signal } from '@preact/signals';
import type { Desk } from './desk';
import { goTo, pageOf } from './pages';

const hidden = signal(document.hidden);
document.addEventListener('visibilitychange', () => (hidden.value = document.hidden));

/** The conversation that is open on the page that is shown: beside another page the talk goes on unseen. */
export function shownTalk(desk: Desk): string | null {
  return showsTalks(desk) ? desk.chosen.value : null;
}

/** The conversation that stands before somebody's eyes: what is not, is neither seen nor read. */
export function looksAt(desk: Desk): string | null {
  return hidden.value ? null : shownTalk(desk);
}

/** Brings a conversation before the eyes, whatever page is shown. */
export function lookAt(desk: Desk, conversationId: string): void {
  desk.choose(conversationId);
  if (!showsTalks(desk)) goTo('talks');
}

function showsTalks(desk: Desk): boolean {
  return pageOf(desk.me.value?.role ?? '') === 'talks';
}
