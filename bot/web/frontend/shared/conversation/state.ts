import type { Outbound } from '../api/client';
import type { ConversationEvent, Status } from '../api/events';
import type { Problem } from '../api/problem';
import { wordsOf, type Message } from '../api/message';

/** A picture that was picked, as it will be uploaded once it is made smaller, and where this page shows it from. */
export interface Picture {
  readonly blob: Promise<Blob>;
  readonly url: string;
  /** Of what is no picture but a document of that name. */
  readonly name?: string;
}

/** A message of this tab that the service has not yet told back. */
export interface Outgoing {
  /** Also the idempotency key: a retry carries the same one. */
  readonly key: string;
  readonly outbound: Outbound;
  /** What the shopper sees: the text, or the title of the choice. */
  readonly shown: string;
  readonly pictures: readonly Picture[];
  /** `waiting` for a busy service or for the line and sent again by itself; `failed` and sent again on the shopper's wish; `refused` for good. */
  readonly delivery: 'sending' | 'sent' | 'waiting' | 'failed' | 'refused';
  readonly problem?: Problem | undefined;
  /** The service's own, once it took the message; before that the one whose words are the same, which another tab may have said. */
  readonly messageId?: string;
  /** Whether the browser keeps its pictures beyond this page; not known while it is being tried. */
  readonly kept?: boolean;
  /** The conversation that it was written for; none before one has begun. */
  readonly to?: string | undefined;
  /** That one was put away, so that it may also be taken back. */
  readonly astray?: boolean;
  /** Of an earlier page: it may have got through there, which only its key can tell. */
  readonly earlier?: boolean;
}

/** The newest message that each side has seen. */
export interface Seen {
  readonly shopper?: string;
  readonly agent?: string;
}

export interface ChatState {
  /** In the order of the service; a draft stands where its finished message will. */
  readonly messages: readonly Message[];
  readonly outgoing: readonly Outgoing[];
  readonly status: Status;
  /** Whether the shop's side is writing. */
  readonly typing: boolean;
  readonly shopperTyping: boolean;
  readonly seen: Seen;
}

export const EMPTY: ChatState = { messages: [], outgoing: [], status: 'bot', typing: false, shopperTyping: false, seen: {} };

/** The state after an event of the service. Any event may come twice or late; nothing is shown twice. */
export function reduce(state: ChatState, event: ConversationEvent): ChatState {
  switch (event.type) {
    case 'message.started':
      return started(state, event.messageId);
    case 'message.delta':
      return grown(state, event.messageId, event.text);
    case 'message.added':
    case 'message.replaced':
      return settled(state, event.message);
    case 'message.withdrawn':
      return { ...state, messages: state.messages.filter((message) => !message.draft || message.id !== event.messageId) };
    case 'message.changed':
      return { ...state, messages: state.messages.map((known) => (known.id === event.message.id ? event.message : known)) };
    case 'conversation.updated':
      return handed({ ...state, status: event.status });
    case 'typing':
      return { ...state, [event.author === 'shopper' ? 'shopperTyping' : 'typing']: event.active };
    case 'seen':
      return { ...state, seen: { ...state.seen, [event.by]: event.messageId } };
  }
}

/** The state after the whole history was read: what came meanwhile by events stays, after it. */
export function recall(state: ChatState, history: readonly Message[]): ChatState {
  const known = new Set(history.map((message) => message.id));
  const newer = state.messages.filter((message) => !known.has(message.id));
  const recalled = { ...state, messages: [...history, ...newer] };
  // One that stood here before says nothing of a message that was sent after it with the same words.
  const before = new Set(state.messages.map((message) => message.id));
  return history.filter(({ id, author }) => author === 'shopper' && !before.has(id)).reduce(delivered, recalled);
}

/** What is on its way and not told back yet, as far as words can tell. */
export function untold({ messages, outgoing }: ChatState): readonly Outgoing[] {
  const told = new Set(messages.map((message) => message.id));
  return outgoing.filter((own) => !isUnderWay(own) || !told.has(own.messageId ?? ''));
}

/** Whether a person of the shop has the conversation, or is waited for. */
export function withPerson({ status }: ChatState): boolean {
  return status === 'queued' || status === 'assigned';
}

export function sendingOff(state: ChatState, outgoing: Outgoing): ChatState {
  return { ...state, outgoing: [...state.outgoing, outgoing] };
}

export function changed(state: ChatState, key: string, change: Partial<Outgoing>): ChatState {
  const outgoing = state.outgoing.map((own) => (own.key === key ? { ...own, ...change } : own));
  return { ...state, outgoing };
}

export function dropped(state: ChatState, key: string): ChatState {
  return { ...state, outgoing: state.outgoing.filter((own) => own.key !== key) };
}

/** What goes along into a conversation: what was written for one that is put away is sent there on the shopper's wish alone. */
export function carried(outgoing: readonly Outgoing[], into: string | undefined): Outgoing[] {
  return outgoing
    .filter(({ delivery }) => delivery !== 'sent')
    .map((own) => (own.to && own.to !== into && isUnderWay(own) ? { ...own, delivery: 'failed', problem: undefined, astray: true } : own));
}

/** The service took an outgoing message under this id; its event may have come before. */
export function accepted(state: ChatState, key: string, messageId: string): ChatState {
  if (state.messages.some((message) => message.id === messageId)) return dropped(state, key);
  return changed(state, key, { delivery: 'sent', messageId });
}

/** Once a person has the conversation the bot's half-written reply will not come. */
function handed(state: ChatState): ChatState {
  if (state.status !== 'queued' && state.status !== 'assigned') return state;
  return { ...state, messages: state.messages.filter((message) => !message.draft), typing: false };
}

function started(state: ChatState, id: string): ChatState {
  // After a reconnect a started message begins anew and is sent whole.
  const draft: Message = { id, author: 'bot', parts: [], draft: true };
  const current = find(state, id);
  if (current && !current.draft) return state;
  return { ...put(state, draft), typing: false };
}

function grown(state: ChatState, id: string, text: string): ChatState {
  const current = find(state, id);
  if (current && !current.draft) return state;
  const whole = (current ? wordsOf(current) : '') + text;
  return { ...put(state, { id, author: 'bot', parts: [{ kind: 'text', text: whole }], draft: true }), typing: false };
}

function settled(state: ChatState, message: Message): ChatState {
  const next = put(state, message);
  return message.author === 'shopper' ? { ...delivered(next, message), shopperTyping: false } : { ...next, typing: false };
}

/** Takes an outgoing message away once it is there: by its id. By its words it is not shown twice, and sent on until the service has said under which id it took it. */
function delivered(state: ChatState, message: Message): ChatState {
  const own = state.outgoing.find((outgoing) => outgoing.messageId === message.id);
  if (own) return own.delivery === 'sent' ? dropped(state, own.key) : state;
  // They are sent one after the other.
  const first = state.outgoing.find(isUnderWay);
  const isSame = first && !first.earlier && !first.messageId && first.shown === wordsOf(message).trim();
  return isSame ? changed(state, first.key, { messageId: message.id }) : state;
}

export function isUnderWay({ delivery }: Outgoing): boolean {
  return delivery === 'sending' || delivery === 'waiting';
}

function put(state: ChatState, message: Message): ChatState {
  const at = state.messages.findIndex((known) => known.id === message.id);
  const messages = at < 0 ? [...state.messages, message] : state.messages.with(at, message);
  return { ...state, messages };
}

function find(state: ChatState, id: string): Message | undefined {
  return state.messages.find((message) => message.id === id);
}
