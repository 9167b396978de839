import type { Context, Session } from '../protocol';

/** What a conversation needs of the page it lives on. */
export interface Host {
  /** The resume token, the page and, if wanted, the shopper's identity (which the shop may have to sign), as they stand now. */
  context(identified: boolean): Promise<Context>;
  /** Keeps the resume token for the next page; null forgets it. */
  keep(session: Session | null): void;
  /** Keeps a text under a name for the next page, such as a message that is not sent yet; null forgets it. */
  hold(name: string, text: string | null): void;
  /** Tells the shop's page about something that happened. */
  tell(name: string, detail?: unknown): void;
}
