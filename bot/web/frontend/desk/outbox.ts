import { Problem } from '../shared/api/problem';

/** So long a reply is tried again by itself, longer than a service takes to start anew; then the agent is asked. */
const PATIENCE = 300_000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 10_000;

/**
 * Replies on their way, one after the other, so that none overtakes another while the line is down: those that wait
 * behind one that is given up are given up with it. Once it is closed nothing more is sent.
 */
export class Outbox {
  #last: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor(private readonly patience = PATIENCE) {}

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  close(): void {
    this.#closing.abort();
  }

  /** Sends until the service has taken or refused it, or patience is at its end; the same key each time is the caller's part. */
  send<Taken>(what: (closing: AbortSignal) => Promise<Taken>): Promise<Taken> {
    const sent = this.#last.then(() => this.#persist(what));
    const next = sent.catch((error: unknown) => {
      if (mayPass(error)) throw error;
    });
    this.#last = next;
    // With nobody left behind it the next begins afresh.
    next.catch(() => {
      if (this.#last === next) this.#last = Promise.resolve();
    });
    return sent;
  }

  async #persist<Taken>(what: (closing: AbortSignal) => Promise<Taken>): Promise<Taken> {
    const begun = Date.now();
    for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 2)) {
      this.#closing.signal.throwIfAborted();
      try {
        return await what(this.#closing.signal);
      } catch (error) {
        if (this.isClosed || !mayPass(error) || Date.now() - begun > this.patience) throw error;
        await pause(error instanceof Problem && error.retryAfter !== null ? error.retryAfter * 1000 : wait);
      }
    }
  }
}

/** A lost link or a busy service; everything else is an answer, a letter that was not taken too: the reply is stored. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof Problem)) return true;
  return error.kind !== 'mail-unavailable' && (error.busy || error.status >= 500);
}

/** Ends early when the browser says that it is online again. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      removeEventListener('online', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    addEventListener('online', wake);
  });
}
