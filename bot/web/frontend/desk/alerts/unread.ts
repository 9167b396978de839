import { computed, effect, type ReadonlySignal } from '@preact/signals';
import type { Desk } from '../desk';
import { looksAt } from '../looking';

/** How many of the shoppers' messages to this person stand unread. */
export function unreadOf(desk: Desk): ReadonlySignal<number> {
  return computed(() => desk.handoffs.value.reduce((sum, one) => sum + (one.isMine ? one.unread : 0), 0));
}

/** What stands open before the eyes counts as read at once, and stays so when another is chosen. */
export function followRead(desk: Desk): () => void {
  return effect(() => {
    const id = looksAt(desk);
    const all = desk.handoffs.value;
    if (all.some((one) => one.conversationId === id && one.unread > 0)) desk.handoffs.value = all.map((one) => (one.conversationId === id ? { ...one, unread: 0 } : one));
  });
}
