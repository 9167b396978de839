/** What the loader (on the shop's page) and the panel (on the service's origin) say to each other by postMessage. */
import { object, present, text } from './api/read';
import type { Language } from './i18n/language';

/** What resumes a conversation. Kept in the shop's own storage, since the panel's is another site's and may be refused. */
export interface Session {
  readonly conversation_id: string;
  readonly token: string;
  /** The last message that the shopper has had before the eyes. */
  readonly seen?: string;
}

/** Where in the shop the shopper is. */
export interface Page {
  readonly url: string;
  readonly product_id?: string;
}

export interface Context {
  readonly session: Session | null;
  readonly identity: string | null;
  readonly page: Page;
}

export type ToPanel =
  | { readonly shoptalk: 'hello'; readonly session: Session | null; readonly open: boolean }
  | { readonly shoptalk: 'context'; readonly ask: number; readonly context: Context }
  | { readonly shoptalk: 'identify'; readonly identity: string | null }
  | { readonly shoptalk: 'shown'; readonly open: boolean };

export type ToLoader =
  | { readonly shoptalk: 'ready' }
  | { readonly shoptalk: 'ask'; readonly ask: number }
  | { readonly shoptalk: 'session'; readonly session: Session | null }
  | { readonly shoptalk: 'language'; readonly language: Language }
  | { readonly shoptalk: 'unread'; readonly count: number }
  | { readonly shoptalk: 'close' }
  | { readonly shoptalk: 'event'; readonly name: string; readonly detail?: unknown };

export function readSession(value: unknown): Session | null {
  const json = object(value);
  const conversation_id = text(json?.['conversation_id']);
  const token = text(json?.['token']);
  if (!conversation_id || !token) return null;
  return present<Session>({ conversation_id, token, seen: text(json?.['seen']) });
}
