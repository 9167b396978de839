import type { Message } from '../api/message';
import { untold, withPerson, type ChatState } from './state';

const OFFERS = new Set(['choices', 'confirmation', 'form']);

/** The message whose choices may still be taken: the last that offers any, as long as the shopper has said nothing after it. */
export function openOffer(state: ChatState): string | null {
  if (untold(state).some((own) => own.delivery !== 'failed' && own.delivery !== 'refused')) return null;
  const last = state.messages.findLastIndex((message) => message.author === 'shopper' || offers(message));
  const message = state.messages[last];
  return message && offers(message) ? message.id : null;
}

/** The message whose form may still be sent: nobody else has the conversation, or had it since. */
export function openForm(state: ChatState): string | null {
  const offer = withPerson(state) ? null : openOffer(state);
  const later = state.messages.slice(state.messages.findIndex((message) => message.id === offer) + 1);
  return later.some((message) => message.author === 'agent' || message.parts.some((part) => part.kind === 'handoff')) ? null : offer;
}

function offers(message: Message): boolean {
  return message.author !== 'shopper' && message.parts.some((part) => OFFERS.has(part.kind));
}
