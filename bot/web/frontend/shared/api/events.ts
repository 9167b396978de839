import { readMessage, type Author, type Message } from './message';
import { object, text, type Json } from './read';
import type { ServerEvent } from './sse';

export type Status = 'bot' | 'queued' | 'assigned' | 'closed';

/** What the service tells about a conversation as it happens. */
export type ConversationEvent =
  | { readonly type: 'message.started'; readonly messageId: string }
  | { readonly type: 'message.delta'; readonly messageId: string; readonly text: string }
  | { readonly type: 'message.withdrawn'; readonly messageId: string }
  | { readonly type: 'message.added'; readonly message: Message }
  | { readonly type: 'message.replaced'; readonly message: Message }
  | { readonly type: 'message.changed'; readonly message: Message }
  | { readonly type: 'conversation.updated'; readonly status: Status }
  | { readonly type: 'typing'; readonly active: boolean; readonly author: Author }
  | { readonly type: 'seen'; readonly by: Author; readonly messageId: string };

const STATUSES: readonly Status[] = ['bot', 'queued', 'assigned', 'closed'];

export function readStatus(value: unknown): Status | undefined {
  return STATUSES.find((known) => known === value);
}

/** The event that a server event carries, or undefined for one that this face does not know. */
export function readEvent(event: ServerEvent): ConversationEvent | undefined {
  const json = object(parse(event.data));
  return json && READERS[event.type]?.(json);
}

const READERS: Readonly<Record<string, (json: Json) => ConversationEvent | undefined>> = {
  'message.started': (json) => withId(json, (messageId) => ({ type: 'message.started', messageId })),
  'message.delta': (json) =>
    withId(json, (messageId) => ({ type: 'message.delta', messageId, text: text(json['text']) ?? '' })),
  'message.withdrawn': (json) => withId(json, (messageId) => ({ type: 'message.withdrawn', messageId })),
  'message.added': (json) => withMessage(json, (message) => ({ type: 'message.added', message })),
  'message.replaced': (json) => withMessage(json, (message) => ({ type: 'message.replaced', message })),
  'message.changed': (json) => withMessage(json, (message) => ({ type: 'message.changed', message })),
  'conversation.updated': (json) => {
    const status = readStatus(json['status']);
    return status && { type: 'conversation.updated', status };
  },
  typing: (json) => ({ type: 'typing', active: json['active'] !== false, author: readAuthor(json['author']) }),
  seen: (json) => withId(json, (messageId) => ({ type: 'seen', by: readAuthor(json['by']), messageId })),
};

function readAuthor(value: unknown): Author {
  return value === 'shopper' || value === 'agent' ? value : 'bot';
}

function withId(json: Json, make: (id: string) => ConversationEvent): ConversationEvent | undefined {
  const id = text(json['message_id']);
  return id === undefined ? undefined : make(id);
}

function withMessage(json: Json, make: (message: Message) => ConversationEvent): ConversationEvent | undefined {
  const message = readMessage(json['message'] ?? json);
  return message && make(message);
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
