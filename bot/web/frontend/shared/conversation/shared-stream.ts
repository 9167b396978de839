import type { ServerEvent } from '../api/sse';
import type { Session } from '../protocol';
import { EventStream, type Connection, type StreamListener } from './event-stream';
import { elect } from './leadership';
import { Relay, type Relayed } from './relay';

export interface SharedStreamListener extends StreamListener {
  /** Events may have been missed: the history is to be read again. */
  onGap(): void;
  /** Events that bring a tab which has just joined up to the leader's state. */
  catchUp(): readonly ServerEvent[];
  /** Another tab put this conversation away. */
  onMoved(session: Session | null): void;
}

type Open = (lastEventId: string | null, signal: AbortSignal) => Promise<Response>;

/** The event stream of one conversation, held by one tab and passed on by it to the others. */
export class SharedStream {
  readonly #relay: Relay;
  readonly #end = new AbortController();
  readonly #stream: EventStream;
  #leads = false;
  #connection: Connection = 'connecting';

  constructor(
    name: string,
    open: Open,
    private readonly listener: SharedStreamListener,
  ) {
    this.#stream = new EventStream(open, {
      onEvent: (event) => this.#pass({ kind: 'event', event }),
      onConnection: (connection) => this.#connected(connection),
      onExpired: () => listener.onExpired(),
    });
    this.#relay = new Relay(name, (relayed) => this.#hear(relayed));
    if (this.#relay.works) elect(name, this.#end.signal, () => this.#lead(), () => this.#follow());
    else this.#lead();
  }

  /** Tells the other tabs that this conversation was put away, and where the talk goes on. */
  move(session: Session | null): void {
    this.#relay.tell({ kind: 'moved', session });
  }

  close(): void {
    this.#end.abort();
    this.#relay.close();
  }

  #lead(): void {
    this.#leads = true;
    void this.#stream.run(this.#end.signal);
  }

  #follow(): void {
    this.listener.onGap();
    this.#relay.tell({ kind: 'joined' });
  }

  #connected(connection: Connection): void {
    // Without a stored event to go on from, whatever was said before this moment is in the history alone.
    if (connection === 'open' && this.#stream.lastEventId === null) this.listener.onGap();
    this.#pass({ kind: 'connection', connection });
  }

  #pass(relayed: Relayed): void {
    this.#relay.tell(relayed);
    this.#take(relayed);
  }

  #hear(relayed: Relayed): void {
    if (relayed.kind === 'moved') this.listener.onMoved(relayed.session);
    else if (relayed.kind === 'joined') this.#welcome();
    else if (!this.#leads) this.#take(relayed);
  }

  #take(relayed: Relayed): void {
    if (relayed.kind === 'connection') {
      this.#connection = relayed.connection;
      this.listener.onConnection(relayed.connection);
    } else if (relayed.kind === 'event') {
      if (relayed.event.id !== null) this.#stream.lastEventId = relayed.event.id;
      this.listener.onEvent(relayed.event);
    }
  }

  #welcome(): void {
    if (!this.#leads) return;
    this.#relay.tell({ kind: 'connection', connection: this.#connection });
    for (const event of this.listener.catchUp()) this.#relay.tell({ kind: 'event', event });
  }
}
