import type { Message } from '../api/message';
import type { ChatState } from './state';

const OFFERS = new Set(['choices', 'confirmation']);

/** The message whose choices may still be taken: the last that offers any, as long as the shopper has said nothing after it. */
export function openOffer(state: ChatState): string | null {
  if (state.outgoing.some((own) => own.delivery !== 'failed' && own.delivery !== 'refused')) return null;
  const last = state.messages.findLastIndex((message) => message.author === 'shopper' || offers(message));
  const message = state.messages[last];
  return message && offers(message) ? message.id : null;
}

function offers(message: Message): boolean {
  return message.author !== 'shopper' && message.parts.some((part) => OFFERS.has(part.kind));
}
