import { readSession, type Context, type Session } from '../shared/protocol';
import type { PanelHost } from './PanelHost';

const KEY = 'shoptalk';

/** The panel as a page of its own, opened by its address: it keeps its resume token itself, for this tab. */
export class PageHost implements PanelHost {
  readonly embedded = false;

  context(): Promise<Context> {
    return Promise.resolve({ session: this.session(), identity: null, page: null });
  }

  session(): Session | null {
    try {
      return readSession(JSON.parse(sessionStorage.getItem(KEY) ?? 'null'));
    } catch {
      return null;
    }
  }

  keep(session: Session | null): void {
    try {
      if (session) sessionStorage.setItem(KEY, JSON.stringify(session));
      else sessionStorage.removeItem(KEY);
    } catch {
      // Storage is refused: the conversation lasts as long as the page.
    }
  }

  tell(): void {}

  close(): void {}

  unread(): void {}

  language(): void {}
}
