import type { ShoptalkIdentity, ShoptalkPage } from '../../../../docs/embedding/shoptalk';
import { chooseLanguage, languageOf, type Language } from '../shared/i18n/language';
import { LAUNCHER } from '../shared/i18n/launcher';
import { wordsFor, type Look } from '../shared/look';
import type { ToLoader, ToPanel } from '../shared/protocol';
import { complain, given } from './complain';
import { HELD, type Memory } from './memory';
import { currentPage, type ShopSettings } from './settings';
import { PHONE, styleOf } from './style';

export type Listener = (detail: unknown) => unknown;

/** The one event whose listeners answer. */
const CART = 'addToCart';

/** The round button on the shop's page and, once opened, the panel's frame beside it. */
export class Launcher {
  readonly element = document.createElement('shoptalk-widget');
  readonly #root = this.element.attachShadow({ mode: 'open' });
  readonly #sheet = new CSSStyleSheet();
  readonly #button = document.createElement('button');
  readonly #badge = document.createElement('b');
  readonly #listeners = new Map<string, Set<Listener>>();
  #frame: HTMLIFrameElement | null = null;
  /** Whether the frame has loaded something, and whether that was the panel and not an error page. */
  #loaded = false;
  #met = false;
  /** What the panel is to be told once it is there. */
  readonly #later = new Set<ToPanel>();
  #open = false;
  #teaser = '';
  #unread = 0;
  #look: Look;
  #language: Language;
  #identity: ShoptalkIdentity = null;
  /** How often it was said who is signed in. */
  #named = 0;
  #page: ShoptalkPage | null = null;

  constructor(
    private readonly settings: ShopSettings,
    private readonly memory: Memory,
  ) {
    this.#look = settings.look;
    this.#language = chooseLanguage(memory.language, settings.look.language, document.documentElement.lang);
    this.#build();
    addEventListener('message', (event: MessageEvent<ToLoader>) => {
      if (event.origin === settings.service && event.source === this.#frame?.contentWindow) void this.#hear(event.data);
    });
    addEventListener('storage', ({ key, newValue }) => {
      const signedOut = key === 'shoptalk.known' && !newValue;
      if (signedOut || key === 'shoptalk') this.#followTab(signedOut);
      else if (key?.startsWith(HELD)) this.#post({ shoptalk: 'held', held: this.memory.held });
    });
    // A page that was asleep behind another one has not heard what was done there.
    addEventListener('pageshow', ({ persisted }) => persisted && this.#followTab(this.#identity !== null && !memory.known));
    for (const moved of ['resize', 'scroll']) visualViewport?.addEventListener(moved, () => this.#fit());
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get unread(): number {
    return this.#unread;
  }

  /** Goes on where the last page of the shop left off. */
  resume(): void {
    if (this.memory.open && !matchMedia(PHONE).matches) this.show(true, false);
    // Somebody may answer while the panel is closed; the badge tells.
    else if (this.memory.session) this.#load();
    // Once the shop's own page has what it needs.
    else if (this.settings.proactive) setTimeout(() => this.#load(), 500);
  }

  show(open: boolean, focus = true): void {
    if (open) this.#load();
    const changed = open !== this.#open;
    this.#open = this.memory.open = open;
    this.#tease(null);
    this.#frame && (this.#frame.hidden = !open);
    this.#fit();
    this.#label();
    if (!open && focus) this.#button.focus();
    if (open && focus) {
      this.#frame?.focus();
      // Safari lets a frame of another origin focus its field on the shopper's press alone, which timers of up to a second carry.
      if (!this.#loaded) for (const later of [300, 900]) setTimeout(() => this.#open && this.#post({ shoptalk: 'shown', open }), later);
    }
    if (!changed) return;
    this.#post({ shoptalk: 'shown', open });
    this.emit(open ? 'opened' : 'closed');
  }

  async identify(identity: ShoptalkIdentity): Promise<void> {
    this.#identity = identity;
    this.#named++;
    const { known } = this.memory;
    if (identity === null && known) this.memory.forget();
    // Last, since other tabs take it for the word that all is forgotten.
    this.memory.known = identity !== null;
    if (identity !== null) return this.#introduce();
    if (known) this.#post({ shoptalk: 'identify', identity: null });
  }

  page(page: ShoptalkPage): void {
    this.#page = page;
    this.#post({ shoptalk: 'page' });
  }

  /** Opens the panel with the shopper's words, sent or to be sent. */
  write(shoptalk: 'say' | 'prefill', text: string): void {
    this.show(true);
    this.#tell({ shoptalk, text });
  }

  dress(look: Look): void {
    this.#look = { ...this.#look, ...look };
    this.#language = this.memory.language ?? languageOf(look.language) ?? this.#language;
    this.#sheet.replaceSync(styleOf(this.#look));
    this.#label();
    this.#post({ shoptalk: 'look', look: this.#wanted() });
  }

  /** The look, in the language that the shopper has picked. */
  #wanted(): Look {
    return { ...this.#look, language: this.#language };
  }

  on(event: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    this.#tellCart();
    return () => this.off(event, listener);
  }

  off(event: string, listener: Listener): void {
    this.#listeners.get(event)?.delete(listener);
    this.#tellCart();
  }

  emit(event: string, detail?: unknown): void {
    this.#listeners.get(event)?.forEach((listener) => {
      try {
        listener(detail);
      } catch (error) {
        complain(`a listener for "${event}" threw`, error);
      }
    });
  }

  #build(): void {
    this.#sheet.replaceSync(styleOf(this.#look));
    this.#root.adoptedStyleSheets = [this.#sheet];
    this.#button.type = 'button';
    this.#button.onclick = () => this.show(!this.#open);
    this.#badge.ariaHidden = 'true';
    this.#button.append(document.createElement('i'), this.#badge);
    this.#root.append(this.#button);
    this.#label();
  }

  #load(): void {
    if (this.#frame) {
      if (this.#loaded && !this.#met) this.#frame.src += '';
      return;
    }
    const { theme, accent } = this.#look;
    const wishes = new URLSearchParams({ language: this.#language });
    if (theme) wishes.set('theme', theme);
    if (accent) wishes.set('accent', accent);
    const frame = document.createElement('iframe');
    frame.src = `${this.settings.service}/panel?${wishes}`;
    frame.hidden = true;
    frame.onload = () => {
      this.#loaded = true;
      this.#met = false;
      const { session, held } = this.memory;
      this.#post({ shoptalk: 'hello', session, held, open: this.#open, look: this.#wanted() });
    };
    this.#frame = frame;
    this.#label();
    this.#root.append(frame);
  }

  async #hear(message: ToLoader): Promise<void> {
    switch (message?.shoptalk) {
      case 'ready':
        this.#met = true;
        this.#tellCart();
        await this.#introduce();
        this.#later.forEach((told) => this.#post(told));
        return this.#later.clear();
      case 'ask':
        return this.#answer(message.ask, message.identity);
      case 'session':
        this.memory.session = message.session;
        return;
      case 'hold':
        return this.memory.hold(message.name, message.text);
      case 'language':
        this.#language = this.memory.language = message.language;
        return this.#label();
      case 'unread':
        return this.#count(message.count);
      case 'open':
      case 'close':
        return this.show(message.shoptalk === 'open');
      case 'teaser':
        if (!this.#open) this.#tease(message.height);
        return;
      case 'add':
        return this.#add(message.ask, message.item);
      case 'event':
        return this.emit(message.name, message.detail);
    }
  }

  #tellCart(): void {
    this.#post({ shoptalk: 'cart', heard: !!this.#listeners.get(CART)?.size });
  }

  /** Asks the shop's page; the first of its listeners that gives a word decides. */
  async #add(ask: number, item: unknown): Promise<void> {
    let word: unknown;
    for (const listener of this.#listeners.get(CART) ?? []) {
      try {
        const said = await listener(item);
        word ??= said;
      } catch (error) {
        complain(`a listener for "${CART}" threw`, error);
        word ??= false;
      }
    }
    const { accepted = word, reason } = Object(word) as { accepted?: unknown; reason?: unknown };
    this.#post({ shoptalk: 'added', ask, accepted, reason: `${reason ?? ''}` });
  }

  async #answer(ask: number, identified: boolean): Promise<void> {
    const page = currentPage(this.#page, this.settings.productId);
    const identity = identified ? await this.#token() : null;
    const { session, held } = this.memory;
    this.#post({ shoptalk: 'context', ask, context: { session, identity, page, held } });
  }

  async #token(): Promise<string | null> {
    const named = this.#named;
    try {
      const token: unknown = typeof this.#identity === 'function' ? await this.#identity() : this.#identity;
      // Somebody else is signed in by now, or nobody.
      if (named !== this.#named) return this.#token();
      if (token === null || typeof token === 'string') return token;
      complain(`the function given to identify gave ${given(token)}; accepted: a signed token, or null for nobody`);
      return null;
    } catch (error) {
      complain('the function given to identify failed, so the shopper goes on as a guest', error);
      return null;
    }
  }

  /** Names the customer to a panel that is there; one that is not asks when it begins a conversation. */
  async #introduce(): Promise<void> {
    const named = this.#named;
    const identity = this.#met ? await this.#token() : null;
    // Whoever was named since is introduced by that.
    if (identity && named === this.#named) this.#post({ shoptalk: 'identify', identity });
  }

  /** Another tab of the shop changed what is kept of the conversation, or signed out. */
  #followTab(signedOut: boolean): void {
    if (signedOut) this.#forget();
    const { session, held } = this.memory;
    if (session) this.#load();
    this.#post({ shoptalk: 'session', session, held, signedOut });
  }

  /** What the shop signed for the customer who is gone is good for nobody else; a function says who is here by now. */
  #forget(): void {
    this.#named++;
    if (typeof this.#identity === 'string') this.#identity = null;
  }

  #count(count: number): void {
    if (count === this.#unread) return;
    this.#unread = count;
    this.#label();
    this.emit('unread', { count });
  }

  #tell(message: ToPanel): void {
    if (this.#met) this.#post(message);
    else this.#later.add(message);
  }

  #post(message: ToPanel): void {
    if (this.#loaded) this.#frame?.contentWindow?.postMessage(message, this.settings.service);
  }

  /** Shows a word beside the closed panel, or takes it away. */
  #tease(height: number | null): void {
    this.#teaser = height ? `${Math.min(height, 320)}px` : '';
    if (!this.#frame) return;
    // What is hidden has no focus to keep.
    if (!height && this.#root.activeElement === this.#frame) this.#button.focus();
    this.#frame.hidden = !height;
    this.#frame.className = height ? 't' : '';
    this.#fit();
  }

  /** Keeps the frame above a phone's keyboard. */
  #fit(): void {
    if (!this.#frame) return;
    const { style } = this.#frame;
    const fills = this.#open && visualViewport && matchMedia(PHONE).matches;
    style.height = fills ? `${visualViewport!.height}px` : this.#teaser;
    style.top = fills ? `${visualViewport!.offsetTop}px` : '';
  }

  #label(): void {
    const { open, openUnread, close, title } = LAUNCHER[this.#language];
    const count = `${this.#unread}`;
    this.element.lang = this.#language;
    this.#button.ariaLabel = this.#open ? close : this.#unread ? openUnread.replace('{count}', count) : open;
    this.#button.ariaExpanded = `${this.#open}`;
    this.#badge.textContent = count;
    this.#badge.hidden = this.#open || !this.#unread;
    if (this.#frame) this.#frame.title = wordsFor(this.#look, 'title', this.#language) ?? title;
  }
}
