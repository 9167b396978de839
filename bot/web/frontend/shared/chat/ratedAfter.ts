import type { Message } from '../api/message';

/** The message under which a rating stands: the last that was said before the person left. */
export function ratedAfter(messages: readonly Message[], { endedAt }: { readonly endedAt: number }): string | undefined {
  return messages.findLast(({ at }) => at !== undefined && Date.parse(at) <= endedAt)?.id;
}
