import type { Language } from '../shared/i18n/language';
import { readLook } from '../shared/look';
import { readCart, readPage, readSession, writeSession, type Context, type RawContext, type Session, type ToLoader, type ToPanel } from '../shared/protocol';
import { text } from '../shared/api/read';
import type { CartItem, CartWord } from '../shared/parts/cart';
import type { PanelHost, PanelListener } from './PanelHost';

/** How long the shop's page may think before it counts as silent. */
const PATIENCE = 10_000;
const LONGEST_REASON = 200;
const NO_CONTEXT: Context = { session: null, identity: null, page: null, cart: 0, held: {} };

/** The shop's page around the panel: heard only from an allowed origin, and answered only at the one that said hello. */
export class ShopHost implements PanelHost {
  readonly embedded = true;
  #origin: string | null = null;
  #asked = 0;
  readonly #asks = new Map<number, (context: Context) => void>();
  readonly #adding = new Map<number, (word: CartWord) => void>();

  constructor(
    private readonly shop: Window,
    private readonly origins: ReadonlySet<string>,
    private readonly listener: PanelListener,
    private readonly onOrigin: (origin: string) => void,
  ) {
    addEventListener('message', (event: MessageEvent<ToPanel>) => this.#hear(event));
  }

  context(identified: boolean): Promise<Context> {
    if (!this.#origin) return Promise.resolve(NO_CONTEXT);
    const ask = this.#asked++;
    return new Promise((resolve) => {
      this.#asks.set(ask, resolve);
      this.#post({ shoptalk: 'ask', ask, identity: identified });
      // Nobody is kept from asking by a shop that does not say who is signed in.
      if (identified) setTimeout(() => this.#asks.delete(ask) && resolve(this.context(false)), PATIENCE);
    });
  }

  add(item: CartItem): Promise<CartWord> {
    const ask = this.#asked++;
    return new Promise((resolve) => {
      this.#adding.set(ask, resolve);
      setTimeout(() => this.#added(ask, { accepted: null }), PATIENCE);
      this.#post({ shoptalk: 'add', ask, item });
    });
  }

  keep(session: Session | null): void {
    this.#post({ shoptalk: 'session', session: writeSession(session) });
  }

  hold(name: string, words: string | null): void {
    this.#post({ shoptalk: 'hold', name, text: words });
  }

  tell(name: string, detail?: unknown): void {
    this.#post({ shoptalk: 'event', name, detail });
  }

  open(): void {
    this.#post({ shoptalk: 'open' });
  }

  tease(height: number | null): void {
    this.#post({ shoptalk: 'teaser', height });
  }

  close(): void {
    // Nothing is seen from here on, though the loader hides the frame a moment later.
    this.listener.onShown(false);
    this.#post({ shoptalk: 'close' });
  }

  unread(count: number): void {
    this.#post({ shoptalk: 'unread', count });
  }

  language(language: Language): void {
    this.#post({ shoptalk: 'language', language });
  }

  #hear({ source, origin, data }: MessageEvent<ToPanel>): void {
    if (source !== this.shop || !this.origins.has(origin)) return;
    if (data?.shoptalk === 'hello') this.#meet(origin, data);
    if (origin === this.#origin) this.#take(data);
  }

  #take(told: ToPanel): void {
    switch (told?.shoptalk) {
      case 'context':
        return this.#answer(told.ask, told.context);
      case 'identify':
        return this.listener.onIdentity(text(told.identity) ?? null);
      case 'shown':
        return this.listener.onShown(told.open);
      case 'session':
        return this.listener.onSession(readSession(told.session), told.held, told.signedOut);
      case 'held':
        return this.listener.onHeld(told.held);
      case 'look':
        return this.listener.onLook(readLook(told.look, undefined, this.#origin!));
      case 'cart':
        return this.listener.onCart(told.heard === true);
      case 'added':
        return this.#added(told.ask, readWord(told.accepted, told.reason));
      case 'page':
        return this.listener.onPage();
      case 'say':
      case 'prefill':
        return this.listener.onWords(told.shoptalk, told.text);
    }
  }

  #meet(origin: string, { session, open, held, look }: ToPanel & { shoptalk: 'hello' }): void {
    if (this.#origin !== null) return;
    this.#origin = origin;
    this.onOrigin(origin);
    this.listener.onLook(readLook(look, undefined, origin));
    this.#post({ shoptalk: 'ready' });
    this.listener.onHello({ session: readSession(session), held, open });
  }

  #added(ask: number, word: CartWord): void {
    this.#adding.get(ask)?.(word);
    this.#adding.delete(ask);
  }

  #answer(ask: number, { session, identity, page, held = {} }: RawContext): void {
    this.#asks.get(ask)?.({ session: readSession(session), identity: text(identity) ?? null, page: readPage(page), cart: readCart(page), held });
    this.#asks.delete(ask);
  }

  #post(message: ToLoader): void {
    if (this.#origin) this.shop.postMessage(message, this.#origin);
  }
}

/** A word of the shop's page; whatever is no clear yes or no is none. */
function readWord(accepted: unknown, reason: unknown): CartWord {
  if (accepted === true) return { accepted };
  if (accepted !== false) return { accepted: null };
  const why = text(reason)?.trim().slice(0, LONGEST_REASON);
  return why ? { accepted, reason: why } : { accepted };
}
