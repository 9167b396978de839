import type { Language } from '../shared/i18n/language';
import { readLook } from '../shared/look';
import { readPage, readSession, writeSession, type Context, type RawContext, type Session, type ToLoader, type ToPanel } from '../shared/protocol';
import { text } from '../shared/api/read';
import type { PanelHost, PanelListener } from './PanelHost';

const NO_CONTEXT: Context = { session: null, identity: null, page: null };

/** The shop's page around the panel: heard only from an allowed origin, and answered only at the one that said hello. */
export class ShopHost implements PanelHost {
  readonly embedded = true;
  #origin: string | null = null;
  #asked = 0;
  readonly #asks = new Map<number, (context: Context) => void>();

  constructor(
    private readonly shop: Window,
    private readonly origins: ReadonlySet<string>,
    private readonly listener: PanelListener,
    private readonly onOrigin: (origin: string) => void,
  ) {
    addEventListener('message', (event: MessageEvent<ToPanel>) => this.#hear(event));
  }

  context(): Promise<Context> {
    if (!this.#origin) return Promise.resolve(NO_CONTEXT);
    const ask = this.#asked++;
    return new Promise((resolve) => {
      this.#asks.set(ask, resolve);
      this.#post({ shoptalk: 'ask', ask });
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
        return this.listener.onSession(readSession(told.session));
      case 'look':
        return this.listener.onLook(readLook(told.look, undefined, this.#origin!));
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

  #answer(ask: number, { session, identity, page }: RawContext): void {
    this.#asks.get(ask)?.({ session: readSession(session), identity: text(identity) ?? null, page: readPage(page) });
    this.#asks.delete(ask);
  }

  #post(message: ToLoader): void {
    if (this.#origin) this.shop.postMessage(message, this.#origin);
  }
}
