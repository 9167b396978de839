/** What the loader (on the shop's page) and the panel (on the service's origin) say to each other by postMessage. */
import { number, object, present, text } from './api/read';
import type { Language } from './i18n/language';
import type { Look } from './look';

/** What the shop's page can listen for. */
export const EVENTS = 'opened, closed, message, unread, conversation, handoff, identity, restart, addToCart';

/** The longest message that the service takes. */
export const LONGEST_MESSAGE = 2000;

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
  /** How many goods lie in the shop's cart, as its page says. */
  readonly cart: number;
  readonly held: Held;
}

/** A context as it travels: the session as the panel wrote it, the rest as the shop's page said it. */
export interface RawContext {
  readonly session: string | null;
  readonly identity: unknown;
  readonly page: unknown;
  /** None from the loader of an older build. */
  readonly held?: Held;
}

/** Texts that the panel wants kept for the next page, by name. */
export type Held = Readonly<Record<string, string>>;

export type ToPanel =
  | { readonly shoptalk: 'hello'; readonly session: string | null; readonly open: boolean; readonly held: Held; readonly look: Look }
  | { readonly shoptalk: 'context'; readonly ask: number; readonly context: RawContext }
  | { readonly shoptalk: 'identify'; readonly identity: string | null }
  | { readonly shoptalk: 'shown'; readonly open: boolean }
  /** Another tab of the shop has begun a conversation, read on in it, put it away, or signed out. */
  | { readonly shoptalk: 'session'; readonly session: string | null; readonly held: Held; readonly signedOut: boolean }
  /** Another tab wants something kept, or no longer. */
  | { readonly shoptalk: 'held'; readonly held: Held }
  | { readonly shoptalk: 'look'; readonly look: Look }
  | { readonly shoptalk: 'page' }
  | { readonly shoptalk: 'say' | 'prefill'; readonly text: string }
  /** Whether somebody of the shop's page puts things into the cart. */
  | { readonly shoptalk: 'cart'; readonly heard: boolean }
  /** The shop's word on what was to be put there: a yes, a no with or without a reason, or none. */
  | { readonly shoptalk: 'added'; readonly ask: number; readonly accepted: unknown; readonly reason: unknown };

export type ToLoader =
  | { readonly shoptalk: 'ready' }
  | { readonly shoptalk: 'ask'; readonly ask: number; readonly identity: boolean }
  | { readonly shoptalk: 'session'; readonly session: string | null }
  | { readonly shoptalk: 'hold'; readonly name: string; readonly text: string | null }
  | { readonly shoptalk: 'language'; readonly language: Language }
  | { readonly shoptalk: 'unread'; readonly count: number }
  | { readonly shoptalk: 'open' | 'close' }
  /** A word beside the closed panel, so high; null takes it away. */
  | { readonly shoptalk: 'teaser'; readonly height: number | null }
  | { readonly shoptalk: 'add'; readonly ask: number; readonly item: unknown }
  | { readonly shoptalk: 'event'; readonly name: string; readonly detail?: unknown };

/** The longest address and id that the service takes. */
const LONGEST_URL = 2000;
const LONGEST_ID = 64;
const MOST_IN_CART = 100_000;

/** A page that the service will take; null for one that is not on the web, such as a file. */
export function readPage(value: unknown): Page | null {
  const json = object(value);
  const url = webAddress(text(json?.['url']));
  if (!url) return null;
  const product_id = text(json?.['product_id']);
  return product_id && product_id.length <= LONGEST_ID ? { url, product_id } : { url };
}

/** How many goods the shop's page says lie in its cart. */
export function readCart(page: unknown): number {
  const cart = number(object(page)?.['cart']) ?? 0;
  return Number.isInteger(cart) && cart > 0 ? Math.min(cart, MOST_IN_CART) : 0;
}

function webAddress(url: string | undefined): string | undefined {
  if (!url || !/^https?:\/\//.test(url) || !URL.canParse(url)) return undefined;
  const { href, origin, pathname } = new URL(url);
  return [href, origin + pathname, origin].find((address) => address.length <= LONGEST_URL);
}

export function writeSession(session: Session | null): string | null {
  return session && JSON.stringify(session);
}

/** A session as it was written; null for anything else. */
export function readSession(written: unknown): Session | null {
  const json = object(parse(written));
  const conversation_id = text(json?.['conversation_id']);
  const token = text(json?.['token']);
  if (!conversation_id || !token) return null;
  return present<Session>({ conversation_id, token, seen: text(json?.['seen']) });
}

function parse(written: unknown): unknown {
  try {
    return JSON.parse(text(written) ?? 'null');
  } catch {
    return null;
  }
}
