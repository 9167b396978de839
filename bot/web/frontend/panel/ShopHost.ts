import type { Language } from '../shared/i18n/language';
import { readPage, readSession, type Context, type Session, type ToLoader, type ToPanel } from '../shared/protocol';
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
    this.#post({ shoptalk: 'session', session });
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
    if (data?.shoptalk === 'hello') this.#meet(origin, readSession(data.session), data.open);
    if (origin !== this.#origin) return;
    if (data.shoptalk === 'context') this.#answer(data.ask, data.context);
    else if (data.shoptalk === 'identify') this.listener.onIdentity(data.identity);
    else if (data.shoptalk === 'shown') this.listener.onShown(data.open);
  }

  #meet(origin: string, session: Session | null, open: boolean): void {
    if (this.#origin !== null) return;
    this.#origin = origin;
    this.onOrigin(origin);
    this.#post({ shoptalk: 'ready' });
    this.listener.onHello(session, open);
  }

  #answer(ask: number, context: Context): void {
    this.#asks.get(ask)?.({ ...context, session: readSession(context.session), page: readPage(context.page) });
    this.#asks.delete(ask);
  }

  #post(message: ToLoader): void {
    if (this.#origin) this.shop.postMessage(message, this.#origin);
  }
}
