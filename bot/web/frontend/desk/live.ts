import { list, object, text } from '../shared/api/read';
import type { ServerEvent } from '../shared/api/sse';
import type { Connection } from '../shared/conversation/event-stream';
import { SharedStream } from '../shared/conversation/shared-stream';
import type { DeskClient } from './client';

export interface LiveListener {
  /** Something of these conversations has changed. */
  onChanged(conversations: readonly string[]): void;
  /** Somebody looks at a conversation, or writes in it. */
  onPresence(event: ServerEvent): void;
  /** Whatever happened until now may have been missed. */
  onGap(): void;
  onConnection(connection: Connection): void;
  /** Nobody is signed in any more. */
  onExpired(): void;
}

/** What happens anywhere at the desk: one stream for all tabs of this browser. */
export class Live {
  readonly #stream: SharedStream;

  constructor(
    client: DeskClient,
    login: string,
    private readonly listener: LiveListener,
  ) {
    this.#stream = new SharedStream(`shoptalk-desk:${login}`, (_last, signal) => client.deskEvents(signal), {
      onEvent: (event) => this.#hear(event),
      onConnection: (connection) => listener.onConnection(connection),
      onExpired: () => listener.onExpired(),
      onGap: () => listener.onGap(),
      catchUp: () => [],
      onMoved: () => undefined,
    });
  }

  close(): void {
    this.#stream.close();
  }

  #hear(event: ServerEvent): void {
    if (event.type === 'desk.presence') this.listener.onPresence(event);
    if (event.type !== 'desk.changed') return;
    const changed = conversationsOf(event);
    if (changed.length > 0) this.listener.onChanged(changed);
  }
}

function conversationsOf(event: ServerEvent): string[] {
  try {
    return list(object(JSON.parse(event.data))?.['conversations'], text);
  } catch {
    return [];
  }
}
