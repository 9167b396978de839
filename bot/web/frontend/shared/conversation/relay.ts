import type { ServerEvent } from '../api/sse';
import type { Connection } from './event-stream';

/** What tabs of one conversation tell each other. */
export type Relayed =
  | { readonly kind: 'event'; readonly event: ServerEvent }
  | { readonly kind: 'connection'; readonly connection: Connection }
  /** The leader is awake, though nothing happens. */
  | { readonly kind: 'beat' }
  /** A tab has just joined and wants to know where things stand. */
  | { readonly kind: 'joined' }
  /** The conversation was put away: to begin anew, or since the customer is gone whose it was. */
  | { readonly kind: 'moved'; readonly gone: boolean };

/** A channel between the tabs; silent where the browser refuses one. */
export class Relay {
  readonly #channel: BroadcastChannel | null;

  constructor(name: string, onRelayed: (relayed: Relayed) => void) {
    this.#channel = openChannel(name);
    if (this.#channel) this.#channel.onmessage = ({ data }: MessageEvent<Relayed>) => onRelayed(data);
  }

  get works(): boolean {
    return this.#channel !== null;
  }

  tell(relayed: Relayed): void {
    this.#channel?.postMessage(relayed);
  }

  close(): void {
    this.#channel?.close();
  }
}

function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
