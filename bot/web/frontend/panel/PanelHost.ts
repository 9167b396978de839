import type { Host } from '../shared/conversation/host';
import type { Language } from '../shared/i18n/language';
import type { Look } from '../shared/look';
import type { CartItem, CartWord } from '../shared/parts/cart';
import type { Held, Session } from '../shared/protocol';

/** What the panel needs of the page around it, beside what a conversation needs. */
export interface PanelHost extends Host {
  /** Whether the panel lies on another page and can be closed. */
  readonly embedded: boolean;
  open(): void;
  close(): void;
  /** Shows a word beside the closed panel, so high; null takes it away. */
  tease(height: number | null): void;
  unread(count: number): void;
  language(language: Language): void;
  /** Asks the shop's page to put something into the cart. */
  add(item: CartItem): Promise<CartWord>;
}

/** Where the last page left off. */
export interface Begun {
  readonly session: Session | null;
  readonly held: Held;
  readonly open: boolean;
}

/** What the page around tells the panel. */
export interface PanelListener {
  onHello(begun: Begun): void;
  onIdentity(identity: string | null): void;
  onShown(open: boolean): void;
  /** Another tab began a conversation, read on, put it away, or signed out. */
  onSession(session: Session | null, held: Held, signedOut: boolean): void;
  /** Another tab wants something kept, or no longer. */
  onHeld(held: Held): void;
  /** Whether the shop's page puts things into the cart. */
  onCart(heard: boolean): void;
  onLook(look: Look): void;
  /** The shop went on to another page without loading it. */
  onPage(): void;
  /** The shop's page says something for the shopper, or writes it into the field. */
  onWords(how: 'say' | 'prefill', words: string): void;
}
