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
  readonly page: Page | null;
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

/** The longest address and id that the service takes. */
const LONGEST_URL = 2000;
const LONGEST_ID = 64;

/** A page that the service will take; null for one that is not on the web, such as a file. */
export function readPage(value: unknown): Page | null {
  const json = object(value);
  const url = webAddress(text(json?.['url']));
  if (!url) return null;
  const product_id = text(json?.['product_id']);
  return product_id && product_id.length <= LONGEST_ID ? { url, product_id } : { url };
}

function webAddress(url: string | undefined): string | undefined {
  if (!url || !/^https?:\/\//.test(url) || !URL.canParse(url)) return undefined;
  const { href, origin, pathname } = new URL(url);
  return [href, origin + pathname, origin].find((address) => address.length <= LONGEST_URL);
}

export function readSession(value: unknown): Session | null {
  const json = object(value);
  const conversation_id = text(json?.['conversation_id']);
  const token = text(json?.['token']);
  if (!conversation_id || !token) return null;
  return present<Session>({ conversation_id, token, seen: text(json?.['seen']) });
}
