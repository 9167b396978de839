import type { ServerEvent } from '../api/sse';
import { EventStream, type Connection, type StreamListener } from './event-stream';
import { elect } from './leadership';
import { Relay, type Relayed } from './relay';

export interface SharedStreamListener extends StreamListener {
  /** Events may have been missed: the history is to be read again. */
  onGap(): void;
  /** Events that bring a tab which has just joined up to the leader's state. */
  catchUp(): readonly ServerEvent[];
  /** Another tab put this conversation away, perhaps since the customer is gone. */
  onMoved(gone: boolean): void;
}

type Open = (lastEventId: string | null, signal: AbortSignal) => Promise<Response>;

/** A leader that has not answered for so long sleeps: browsers put tabs to sleep that nobody looks at. */
const NO_ANSWER = 3000;
/** As long as it may say nothing: the service sends something every 15 s. */
const SILENCE = 45_000;

/**
 * The event stream of one conversation, held by one tab and passed on by it to the others.
 *
 * A tab that is looked at and hears nothing of the leader has a stream of its own until it does.
 */
export class SharedStream {
  readonly #relay: Relay;
  readonly #end = new AbortController();
  /** Over while the browser has put this tab to sleep. */
  #term = new AbortController();
  /** Over as soon as the stream of this tab is; null if it has none. */
  #own: AbortController | null = null;
  #lastEventId: string | null = null;
  #leads = false;
  #silent = false;
  #alarm: ReturnType<typeof setTimeout> | undefined;
  #connection: Connection = 'connecting';

  constructor(
    private readonly name: string,
    private readonly open: Open,
    private readonly listener: SharedStreamListener,
  ) {
    this.#relay = new Relay(name, (relayed) => this.#hear(relayed));
    this.#compete();
    const { signal } = this.#end;
    const [rest, wake] = [() => this.#rest(), () => this.#term.signal.aborted && this.#compete()];
    addEventListener('pagehide', rest, { signal });
    addEventListener('pageshow', wake, { signal });
    document.addEventListener('freeze', rest, { signal });
    document.addEventListener('resume', wake, { signal });
    document.addEventListener('visibilitychange', () => this.#standIn(), { signal });
  }

  /** Tells the other tabs that this conversation was put away. */
  move(gone: boolean): void {
    this.#relay.tell({ kind: 'moved', gone });
  }

  close(): void {
    this.#end.abort();
    this.#rest();
    this.#relay.close();
  }

  #compete(): void {
    this.#term = new AbortController();
    if (this.#relay.works) elect(this.name, this.#term.signal, () => this.#lead(), () => this.#follow());
    else this.#lead();
  }

  #rest(): void {
    this.#term.abort();
    this.#leads = this.#silent = false;
    this.#stop();
    clearTimeout(this.#alarm);
  }

  #lead(): void {
    this.#leads = true;
    clearTimeout(this.#alarm);
    if (this.#own) this.#relay.tell({ kind: 'connection', connection: this.#connection });
    this.#start();
  }

  #follow(): void {
    this.listener.onGap();
    this.#relay.tell({ kind: 'joined' });
    this.#watch(NO_ANSWER);
  }

  #watch(patience: number): void {
    this.#silent = false;
    clearTimeout(this.#alarm);
    this.#alarm = setTimeout(() => {
      this.#silent = true;
      this.#standIn();
    }, patience);
  }

  #standIn(): void {
    if (this.#silent && !document.hidden) this.#start();
  }

  #start(): void {
    if (this.#own) return;
    this.#own = new AbortController();
    const listener: StreamListener = {
      onEvent: (event) => this.#pass({ kind: 'event', event }),
      onConnection: (connection) => this.#connected(connection),
      onBeat: () => this.#pass({ kind: 'beat' }),
      onExpired: () => this.listener.onExpired(),
    };
    void new EventStream(this.open, listener, this.#lastEventId).run(this.#own.signal);
  }

  #stop(): void {
    this.#own?.abort();
    this.#own = null;
  }

  #connected(connection: Connection): void {
    // Without a stored event to go on from, whatever was said before this moment is in the history alone.
    if (connection === 'open' && this.#lastEventId === null) this.listener.onGap();
    this.#pass({ kind: 'connection', connection });
  }

  #pass(relayed: Relayed): void {
    if (this.#leads) this.#relay.tell(relayed);
    this.#take(relayed);
  }

  #hear(relayed: Relayed): void {
    if (relayed.kind === 'moved') this.listener.onMoved(relayed.gone);
    else if (relayed.kind === 'joined') this.#welcome();
    else if (!this.#leads) this.#heard(relayed);
  }

  /** The leader is awake. */
  #heard(relayed: Relayed): void {
    this.#stop();
    this.#watch(SILENCE);
    this.#take(relayed);
  }

  #take(relayed: Relayed): void {
    if (relayed.kind === 'connection') {
      this.#connection = relayed.connection;
      this.listener.onConnection(relayed.connection);
    } else if (relayed.kind === 'event') {
      if (relayed.event.id !== null) this.#lastEventId = relayed.event.id;
      this.listener.onEvent(relayed.event);
    }
  }

  #welcome(): void {
    if (!this.#leads) return;
    this.#relay.tell({ kind: 'connection', connection: this.#connection });
    for (const event of this.listener.catchUp()) this.#relay.tell({ kind: 'event', event });
  }
}
