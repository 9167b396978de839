/**
 * The types of `window.Shoptalk`, which the script of the widget puts there. Copy this file into your shop's project;
 * the widget itself is checked against it. docs/embedding.md tells what each call does.
 */

/** A token signed by your server, a function that fetches a fresh one whenever it is wanted, or null: nobody is signed in. */
export type ShoptalkIdentity = string | null | (() => string | null | Promise<string | null>);

/** Where in the shop the shopper is; what is left out is taken from the page itself. */
export interface ShoptalkPage {
  url?: string;
  product_id?: string;
  /** How many goods lie in the cart, for rules that speak of it. */
  cart?: number;
}

/** How the widget looks; each may also stand on the script tag (`titleEn` as `data-title-en`). */
export interface ShoptalkLook {
  /** `#rgb` or `#rrggbb`. */
  accent?: string;
  theme?: 'light' | 'dark' | 'auto';
  /** `start` and `end` follow the direction of the page's writing. */
  corner?: 'left' | 'right' | 'start' | 'end';
  /** 1 to 2147483647. */
  zIndex?: number | string;
  /** An https address, or one of the page's own origin. */
  logo?: string;
  /** In both languages; up to 60 characters. */
  title?: string;
  titleEn?: string;
  titleZh?: string;
  /** In both languages; up to 300 characters. */
  greeting?: string;
  greetingEn?: string;
  greetingZh?: string;
  language?: 'en' | 'zh';
}

/** A product that the shopper wants in the cart; the shop puts it there. */
export interface ShoptalkCartItem {
  product_id: string;
  /** What is really bought: the SKU of the chosen options. */
  variant_id: string;
  quantity: number;
}

/** The shop's word: true or false, or with the reason for a no, which the shopper reads. */
export type ShoptalkCartWord = boolean | { accepted: boolean; reason?: string };

/** What a listener of each event is given. */
export interface ShoptalkEvents {
  opened: undefined;
  closed: undefined;
  /** Somebody other than the shopper wrote. */
  message: { author: 'bot' | 'agent' | 'system' };
  unread: { count: number };
  /** A conversation has begun, or was found again on this device by the customer's signed identity. */
  conversation: { conversation_id: string; resumed: boolean };
  /** The conversation passed to the queue, to a person, back to the bot, or was closed. */
  handoff: { status: 'queued' | 'assigned' | 'bot' | 'closed' };
  identity: { accepted: true } | { accepted: false; detail: string };
  restart: undefined;
  /** The listener answers whether it is in the cart; only then the widget says so. */
  addToCart: ShoptalkCartItem;
}

/** A listener of an event; what it gives back counts for `addToCart` alone. */
export type ShoptalkListener<E extends keyof ShoptalkEvents> = (
  detail: ShoptalkEvents[E],
) => E extends 'addToCart' ? ShoptalkCartWord | Promise<ShoptalkCartWord> | void : void;

/** What can be put on the queue before the script is there, or called by name: `['open']`, `['on', 'message', listener]`. */
export type ShoptalkCommand = [name: ShoptalkCommandName, ...given: unknown[]];
export type ShoptalkCommandName =
  | 'open' | 'close' | 'toggle' | 'identify' | 'signOut' | 'page' | 'on' | 'off' | 'say' | 'prefill' | 'set';

export interface Shoptalk {
  /** Any command by its name: `Shoptalk('open')`. */
  (name: ShoptalkCommandName, ...given: unknown[]): unknown;
  /** Of this interface: the first number changes when something that worked no longer does. */
  readonly version: '1.0';
  readonly isOpen: boolean;
  readonly unread: number;
  open(): void;
  close(): void;
  toggle(): void;
  /** Says who is signed in. */
  identify(identity: ShoptalkIdentity): Promise<void>;
  /** Nobody is signed in any more: the conversation is forgotten at this browser. The same as `identify(null)`. */
  signOut(): Promise<void>;
  /** Says where the shopper is, in a shop that changes pages without loading them; without details, that the address has changed. */
  page(page?: ShoptalkPage): void;
  /** Listens; gives the function that stops it. */
  on<E extends keyof ShoptalkEvents>(event: E, listener: ShoptalkListener<E>): () => void;
  off<E extends keyof ShoptalkEvents>(event: E, listener: ShoptalkListener<E>): void;
  /** Opens the panel and sends this as the shopper's message. */
  say(text: string): void;
  /** Opens the panel with this in the field, for the shopper to send or change. */
  prefill(text: string): void;
  /** Changes how the widget looks on this page. */
  set(look: ShoptalkLook): void;
  /** Takes commands as the queue does. */
  push(...commands: ShoptalkCommand[]): void;
}

declare global {
  interface Window {
    Shoptalk?: Shoptalk;
  }
}
