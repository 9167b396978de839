import { chooseLanguage, type Language } from '../shared/i18n/language';
import { LAUNCHER } from '../shared/i18n/launcher';
import type { Page, ToLoader, ToPanel } from '../shared/protocol';
import { inkOn } from '../shared/text/accent';
import type { Memory } from './memory';
import { currentPage, type ShopSettings } from './settings';
import { PHONE, STYLE } from './style';


/** The shopper's identity: a token signed by the shop, or a function that fetches a fresh one whenever it is wanted. */
export type Identity = string | null | (() => Promise<string | null> | string | null);
export type Listener = (detail: unknown) => void;

/** The round button on the shop's page and, once opened, the panel's frame beside it. */
export class Launcher {
  readonly element = document.createElement('shoptalk-widget');
  readonly #root = this.element.attachShadow({ mode: 'open' });
  readonly #button = document.createElement('button');
  readonly #badge = document.createElement('b');
  readonly #listeners = new Map<string, Set<Listener>>();
  #frame: HTMLIFrameElement | null = null;
  /** Whether the frame has loaded something, and whether that was the panel and not an error page. */
  #loaded = false;
  #met = false;
  #open = false;
  #unread = 0;
  #language: Language;
  #identity: Identity = null;
  #page: Partial<Page> = {};

  constructor(
    private readonly settings: ShopSettings,
    private readonly memory: Memory,
  ) {
    this.#language = chooseLanguage(memory.kept.language, settings.language, document.documentElement.lang);
    this.#build();
    addEventListener('message', (event: MessageEvent<ToLoader>) => {
      if (event.origin === settings.service && event.source === this.#frame?.contentWindow) void this.#hear(event.data);
    });
    for (const moved of ['resize', 'scroll']) visualViewport?.addEventListener(moved, () => this.#fit());
  }

  /** Goes on where the last page of the shop left off. */
  resume(): void {
    if (this.memory.open && !matchMedia(PHONE).matches) this.show(true, false);
    // Somebody may answer while the panel is closed; the badge tells.
    else if (this.memory.kept.session) this.#load();
  }

  show(open: boolean, focus = true): void {
    if (open) this.#load();
    const changed = open !== this.#open;
    this.#open = this.memory.open = open;
    this.#frame && (this.#frame.hidden = !open);
    this.#fit();
    this.#label();
    if (!open && focus) this.#button.focus();
    if (open && focus) this.#frame?.focus();
    if (!changed) return;
    this.#post({ shoptalk: 'shown', open });
    this.emit(open ? 'open' : 'close');
  }

  async identify(identity: Identity): Promise<void> {
    this.#identity = identity;
    const known = this.memory.kept.known;
    this.memory.keep({ known: identity !== null });
    if (identity !== null) return this.#introduce();
    if (!known) return;
    this.memory.keep({ session: null });
    this.#post({ shoptalk: 'identify', identity: null });
  }

  track(page: Partial<Page>): void {
    this.#page = page;
  }

  on(event: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  emit(event: string, detail?: unknown): void {
    this.#listeners.get(event)?.forEach((listener) => listener(detail));
  }

  #build(): void {
    const sheet = new CSSStyleSheet();
    const { accent } = this.settings;
    sheet.replaceSync(`:host{--accent:${accent};--ink:${inkOn(accent)}}${STYLE}`);
    this.#root.adoptedStyleSheets = [sheet];
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
    const { service, theme, accent } = this.settings;
    const wishes = new URLSearchParams({ language: this.#language, accent, ...(theme ? { theme } : {}) });
    const frame = document.createElement('iframe');
    frame.src = `${service}/panel?${wishes}`;
    frame.title = LAUNCHER[this.#language].title;
    frame.hidden = true;
    frame.onload = () => {
      this.#loaded = true;
      this.#met = false;
      this.#post({ shoptalk: 'hello', session: this.memory.kept.session, open: this.#open });
    };
    this.#frame = frame;
    this.#root.append(frame);
  }

  async #hear(message: ToLoader): Promise<void> {
    switch (message?.shoptalk) {
      case 'ready':
        this.#met = true;
        return this.#introduce();
      case 'ask':
        return this.#answer(message.ask);
      case 'session':
        return this.memory.keep({ session: message.session });
      case 'language':
        this.#language = message.language;
        this.memory.keep({ language: message.language });
        return this.#label();
      case 'unread':
        this.#unread = message.count;
        return this.#label();
      case 'close':
        return this.show(false);
      case 'event':
        return this.emit(message.name, message.detail);
    }
  }

  async #answer(ask: number): Promise<void> {
    const page = currentPage(this.#page, this.settings.productId);
    const identity = await this.#token();
    this.#post({ shoptalk: 'context', ask, context: { session: this.memory.kept.session, identity, page } });
  }

  async #token(): Promise<string | null> {
    try {
      return typeof this.#identity === 'function' ? await this.#identity() : this.#identity;
    } catch {
      return null;
    }
  }

  /** Names the customer to a panel that is there; one that is not asks when it begins a conversation. */
  async #introduce(): Promise<void> {
    const identity = this.#met ? await this.#token() : null;
    if (identity) this.#post({ shoptalk: 'identify', identity });
  }

  #post(message: ToPanel): void {
    if (this.#loaded) this.#frame?.contentWindow?.postMessage(message, this.settings.service);
  }

  /** Keeps the frame above a phone's keyboard. */
  #fit(): void {
    if (!this.#frame) return;
    const { style } = this.#frame;
    const fills = this.#open && visualViewport && matchMedia(PHONE).matches;
    style.height = fills ? `${visualViewport!.height}px` : '';
    style.top = fills ? `${visualViewport!.offsetTop}px` : '';
  }

  #label(): void {
    const { open, openUnread, close, title } = LAUNCHER[this.#language];
    const count = String(this.#unread);
    this.element.lang = this.#language;
    this.#button.ariaLabel = this.#open ? close : this.#unread ? openUnread.replace('{count}', count) : open;
    this.#button.ariaExpanded = String(this.#open);
    this.#badge.textContent = count;
    this.#badge.hidden = this.#open || !this.#unread;
    if (this.#frame) this.#frame.title = title;
  }
}
