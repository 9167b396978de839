import { Problem } from '../api/problem';
import { EventParser, type ServerEvent } from '../api/sse';

export type Connection = 'connecting' | 'open' | 'lost';

export interface StreamListener {
  onEvent(event: ServerEvent): void;
  onConnection(connection: Connection): void;
  /** Something came that is no event: the service is there. */
  onBeat?(): void;
  /** The token is no longer good; the stream has ended for ever. */
  onExpired(): void;
}

type Open = (lastEventId: string | null, signal: AbortSignal) => Promise<Response>;

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
/** A break shorter than this is mended without a word. */
const GRACE = 800;
/** The service sends a comment at least every 20 s; a link that is silent for longer than this is dead. */
const SILENCE = 60_000;

/** A text/event-stream over fetch that reconnects with back-off and goes on after the last stored event. */
export class EventStream {
  #waits = 0;
  #serverWait: number | null = null;
  #notice: ReturnType<typeof setTimeout> | undefined;
  #wake: (() => void) | null = null;

  constructor(
    private readonly open: Open,
    private readonly listener: StreamListener,
    public lastEventId: string | null = null,
  ) {}

  /** Reads until the signal is aborted or the token has expired. */
  async run(signal: AbortSignal): Promise<void> {
    const wake = (): void => this.#wake?.();
    addEventListener('online', wake, { signal });
    document.addEventListener('visibilitychange', wake, { signal });
    signal.addEventListener('abort', wake);
    this.listener.onConnection('connecting');
    while (!signal.aborted) {
      const problem = await this.#connect(signal);
      if (signal.aborted) break;
      if (problem?.expired) return this.#expire();
      this.#noticeLater();
      await this.#pause(problem?.retryAfter ?? null);
    }
    clearTimeout(this.#notice);
  }

  /** One connection from its opening to its end; gives the service's problem if that was why it ended. */
  async #connect(signal: AbortSignal): Promise<Problem | null> {
    const link = new AbortController();
    const drop = (): void => link.abort();
    signal.addEventListener('abort', drop);
    try {
      const response = await this.open(this.lastEventId, link.signal);
      this.#opened();
      await this.#read(response, link);
    } catch (error) {
      if (error instanceof Problem) return error;
    } finally {
      signal.removeEventListener('abort', drop);
    }
    return null;
  }

  async #read(response: Response, link: AbortController): Promise<void> {
    if (!response.body) return;
    const parser = new EventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let silence = setTimeout(() => link.abort(), SILENCE);
    try {
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        clearTimeout(silence);
        silence = setTimeout(() => link.abort(), SILENCE);
        const events = parser.push(piece.value);
        for (const event of events) this.#take(event);
        if (events.length === 0) this.listener.onBeat?.();
        this.#serverWait = parser.retry ?? this.#serverWait;
      }
    } finally {
      clearTimeout(silence);
    }
  }

  #take(event: ServerEvent): void {
    if (event.id !== null) this.lastEventId = event.id;
    this.listener.onEvent(event);
  }

  #opened(): void {
    this.#waits = 0;
    clearTimeout(this.#notice);
    this.#notice = undefined;
    this.listener.onConnection('open');
  }

  #expire(): void {
    clearTimeout(this.#notice);
    this.listener.onExpired();
  }

  #noticeLater(): void {
    this.#notice ??= setTimeout(() => this.listener.onConnection('lost'), GRACE);
  }

  async #pause(retryAfter: number | null): Promise<void> {
    const backOff = Math.min(LONGEST_WAIT, (this.#serverWait ?? FIRST_WAIT) * 2 ** this.#waits++);
    // Spread, so that a thousand panels do not come back in the same instant after a restart.
    const wait = retryAfter === null ? backOff * (0.75 + Math.random() / 2) : retryAfter * 1000;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wait);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }
}
