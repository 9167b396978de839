/** One event of a text/event-stream. `id` is null for a passing event, which is not resumed after a break. */
export interface ServerEvent {
  readonly id: string | null;
  readonly type: string;
  readonly data: string;
}

/** Splits a text/event-stream as it arrives, in whatever pieces, into events (WHATWG HTML, section 9.2.6). */
export class EventParser {
  /** Milliseconds that the server asked to wait before a reconnect, if it did. */
  retry: number | null = null;
  #rest = '';
  #id: string | null = null;
  #type = '';
  #data: string[] = [];

  push(piece: string): ServerEvent[] {
    const text = this.#rest + piece;
    // A CR at the very end may be half of a CRLF that the next piece completes.
    const settled = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = settled.split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? '') + text.slice(settled.length);
    return lines.map((line) => this.#take(line)).filter((event) => event !== null);
  }

  #take(line: string): ServerEvent | null {
    if (line === '') return this.#finish();
    if (line.startsWith(':')) return null;
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#type = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
    return null;
  }

  #finish(): ServerEvent | null {
    const event = { id: this.#id, type: this.#type || 'message', data: this.#data.join('\n') };
    const empty = this.#data.length === 0;
    this.#id = null;
    this.#type = '';
    this.#data = [];
    return empty ? null : event;
  }
}
