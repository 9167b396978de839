import type { Language } from '../i18n/language';
import type { Page, Session } from '../protocol';
import type { FilledForm } from './form';
import { readStatus, type Status } from './events';
import { readMessage, type Message } from './message';
import type { Seen } from '../conversation/state';
import { Problem } from './problem';
import { type Json, list, object, present, text } from './read';

/** What a shopper sends: words, pictures uploaded before, both, a choice that the service offered, or a form that it showed. */
export type Outbound = { readonly text?: string; readonly attachments?: readonly string[] } | { readonly choice: string } | { readonly form: FilledForm };

export interface NewConversation {
  readonly language: Language;
  readonly identity: string | null;
  readonly page: Page | null;
}

/** A conversation to go on with. */
export type Begun = Session & { readonly status: Status };

/** The public HTTP interface of the service, as far as a shopper needs it. Every call raises Problem on an error answer. */
export class Client {
  constructor(private readonly base = '/api/v1') {}

  async createConversation({ language, identity, page }: NewConversation): Promise<Begun> {
    const body = { language, ...(identity ? { identity } : {}), ...(page ? { page } : {}) };
    return begun(await this.#json('/conversations', { method: 'POST', body: JSON.stringify(body) }));
  }

  /** The newest open conversation of the customer whom the shop's signed word names; null if there is none. */
  async mine(identity: string): Promise<Begun | null> {
    const found = await this.#json('/conversations/mine', { method: 'POST', body: JSON.stringify({ identity }) });
    return found === null ? null : begun(found);
  }

  /** Questions to begin with, the best first. */
  async suggestions(wish: NewConversation): Promise<string[]> {
    const json = object(await this.#json('/suggestions', { method: 'POST', body: JSON.stringify(wish) }));
    return list(json?.['suggestions'], text);
  }

  /** What the shop asks before the talk, as the service wrote it. */
  async asksFirst(wish: NewConversation): Promise<Json | undefined> {
    return object(object(await this.#json('/introduction', { method: 'POST', body: JSON.stringify(wish) }))?.['asked']);
  }

  /** What the widget may say by itself, as the service wrote it. */
  async due(wish: NewConversation & { readonly cart: number }): Promise<Json | undefined> {
    return object(await this.#json('/proactive', { method: 'POST', body: JSON.stringify(wish) }));
  }

  async identify(session: Session, identity: string): Promise<void> {
    await this.#json(`${path(session)}/identity`, { method: 'POST', body: JSON.stringify({ identity }) }, session);
  }

  /** Sends one message and gives its id; the same key again sends nothing twice. */
  async send(session: Session, outbound: Outbound, key: string): Promise<string> {
    const init = { method: 'POST', body: JSON.stringify(outbound), headers: { 'Idempotency-Key': key } };
    const json = object(await this.#json(`${path(session)}/messages`, init, session));
    return wanted(json?.['message_id']);
  }

  /** Uploads a picture and gives its id; the same picture again gives the same one. */
  async upload(session: Session, picture: Blob): Promise<string> {
    const json = object(await this.#json(`${path(session)}/attachments`, { method: 'POST', body: picture }, session));
    return wanted(json?.['attachment_id']);
  }

  async picture(session: Session, id: string): Promise<Blob> {
    return this.file(session, `attachments/${encodeURIComponent(id)}`);
  }

  /** The bytes of a file of the conversation. */
  async file(session: Session, what: string): Promise<Blob> {
    return (await this.#fetch(`${path(session)}/${what}`, {}, session)).blob();
  }

  async history(session: Session): Promise<Message[]> {
    const json = object(await this.#json(`${path(session)}/messages`, {}, session));
    return list(json?.['messages'], readMessage);
  }

  /** That the shopper writes, or no longer. */
  async typing(session: Session, active: boolean): Promise<void> {
    await this.#json(`${path(session)}/typing`, { method: 'POST', body: JSON.stringify({ active }) }, session);
  }

  /** That a message was before the shopper's eyes. */
  async see(session: Session, messageId: string): Promise<void> {
    await this.#json(`${path(session)}/seen`, { method: 'POST', body: JSON.stringify({ message_id: messageId }) }, session);
  }

  async seen(session: Session): Promise<Seen> {
    return readSeen(object(await this.#json(`${path(session)}/seen`, {}, session)));
  }

  /** Opens the event stream after the given event; the caller reads its body. */
  async events(session: Session, lastEventId: string | null, signal: AbortSignal): Promise<Response> {
    const headers = { Accept: 'text/event-stream', ...(lastEventId === null ? {} : { 'Last-Event-ID': lastEventId }) };
    return this.#fetch(`${path(session)}/events`, { headers, signal }, session);
  }

  /** Calls another route of the conversation: a POST where there is a body. */
  async of(session: Session, what: string, body?: unknown): Promise<unknown> {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    return this.#json(`${path(session)}/${what}`, init, session);
  }

  async #json(url: string, init: RequestInit, session?: Session): Promise<unknown> {
    const response = await this.#fetch(url, init, session);
    return response.status === 204 ? null : response.json().catch(() => null);
  }

  async #fetch(url: string, init: RequestInit, session?: Session): Promise<Response> {
    const headers = new Headers(init.headers);
    if (typeof init.body === 'string') headers.set('Content-Type', 'application/json');
    if (session) headers.set('Authorization', `Bearer ${session.token}`);
    const response = await fetch(this.base + url, { ...init, headers, cache: 'no-store', credentials: 'omit' });
    if (!response.ok) throw await Problem.from(response);
    return response;
  }
}

function begun(answer: unknown): Begun {
  const json = object(answer);
  return { conversation_id: wanted(json?.['conversation_id']), token: wanted(json?.['token']), status: readStatus(json?.['status']) ?? 'bot' };
}

/** What the service gives with a yes; without it somebody else has answered, such as a proxy with a page of its own. */
function wanted(value: unknown): string {
  const given = text(value);
  if (!given) throw new Problem(502, 'This is no answer of the service.');
  return given;
}

export function readSeen(json: Json | undefined): Seen {
  return present<Seen>({ shopper: text(json?.['shopper']), agent: text(json?.['agent']) });
}

function path(session: Session): string {
  return `/conversations/${encodeURIComponent(session.conversation_id)}`;
}
