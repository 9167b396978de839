import { readSession, writeSession, type Context, type Held, type Session } from '../shared/protocol';
import type { CartWord } from '../shared/parts/cart';
import type { PanelHost } from './PanelHost';

const KEY = 'shoptalk';
const HELD = `${KEY}.held.`;

/** The panel as a page of its own, opened by its address: it keeps its resume token itself, for this tab. */
export class PageHost implements PanelHost {
  readonly embedded = false;

  context(): Promise<Context> {
    return Promise.resolve({ session: this.session(), identity: null, page: null, cart: 0, held: this.held() });
  }

  /** What the link in a letter brings; it is kept for this tab, and nothing of it for the browser's history. */
  brought(): Session | null {
    const brought = new URLSearchParams(location.hash.slice(1));
    const [conversation_id, token] = [brought.get('conversation'), brought.get('token')];
    if (!conversation_id || !token) return null;
    history.replaceState(null, '', location.pathname + location.search);
    const session = { conversation_id, token };
    this.keep(session);
    return session;
  }

  session(): Session | null {
    try {
      return readSession(sessionStorage.getItem(KEY));
    } catch {
      return null;
    }
  }

  keep(session: Session | null): void {
    this.#write(KEY, writeSession(session));
  }

  hold(name: string, text: string | null): void {
    this.#write(HELD + name, text);
  }

  /** What was held on this page before it was loaded anew. */
  held(): Held {
    try {
      const names = Object.keys(sessionStorage).filter((key) => key.startsWith(HELD));
      return Object.fromEntries(names.map((key) => [key.slice(HELD.length), sessionStorage.getItem(key)!]));
    } catch {
      return {};
    }
  }

  #write(key: string, text: string | null): void {
    try {
      if (text === null) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, text);
    } catch {
      // Storage is refused: it lasts as long as the page.
    }
  }

  tell(): void {}

  open(): void {}

  close(): void {}

  tease(): void {}

  unread(): void {}

  language(): void {}

  /** There is no shop's page, so there is no cart. */
  add(): Promise<CartWord> {
    return Promise.resolve({ accepted: null });
  }
}
