import type { Message } from '../shared/api/message';

/** How many messages of others stand after the one that was seen last. */
export function countUnread(messages: readonly Message[], seen: string | undefined): number {
  const from = messages.findIndex((message) => message.id === seen) + 1;
  return messages.slice(from).filter((message) => message.author !== 'shopper' && !message.draft).length;
}
