import type { Host } from '../shared/conversation/host';
import type { Language } from '../shared/i18n/language';
import type { Session } from '../shared/protocol';

/** What the panel needs of the page around it, beside what a conversation needs. */
export interface PanelHost extends Host {
  /** Whether the panel lies on another page and can be closed. */
  readonly embedded: boolean;
  close(): void;
  unread(count: number): void;
  language(language: Language): void;
}

/** What the page around tells the panel. */
export interface PanelListener {
  onHello(session: Session | null, open: boolean): void;
  onIdentity(identity: string | null): void;
  onShown(open: boolean): void;
}
