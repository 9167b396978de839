import type { ServerResponse } from 'node:http';
import type { Pace } from './pace';

export interface Stored {
  readonly id: number;
  readonly type: string;
  readonly data: unknown;
}

/** One conversation of the mock service: its stored events, whoever listens, and the reply that is streaming now. */
export class MockConversation {
  status = 'bot';
  identity: string | null;
  readonly token = crypto.randomUUID();
  readonly keys = new Map<string, string>();
  readonly pictures = new Map<string, Buffer>();
  readonly messages: Record<string, unknown>[] = [];
  readonly thumbs: Record<string, boolean> = {};
  readonly listeners = new Set<ServerResponse>();
  /** How often a stream was opened, for tests of who leads. */
  streams = 0;
  #stored: Stored[] = [];
  #streaming: { id: string; text: string } | null = null;

  constructor(
    readonly id: string,
    readonly language: string,
    readonly created: Record<string, unknown>,
    private readonly pace: Pace,
  ) {
    this.identity = (created['identity'] as string | undefined) ?? null;
  }

  add(author: string, parts: unknown[], id: string = crypto.randomUUID()): string {
    const message = { id, author, at: new Date().toISOString(), parts, language: this.language };
    this.messages.push(message);
    this.#streaming = null;
    this.#store('message.added', message);
    return id;
  }

  replace(id: string, parts: unknown[]): void {
    const at = this.messages.findIndex((message) => message['id'] === id);
    this.messages[at] = { ...this.messages[at], parts };
    this.#store('message.replaced', this.messages[at]);
  }

  change(status: string): void {
    this.status = status;
    this.#store('conversation.updated', { conversation_id: this.id, status });
  }

  /** Streams a reply word by word and stores it finished, under the same id. */
  async stream(words: string, parts: unknown[], pause: number): Promise<void> {
    const id = crypto.randomUUID();
    this.#streaming = { id, text: '' };
    this.pass('message.started', { message_id: id });
    for (const piece of words.match(/\S+\s*|\s+/g) ?? []) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      await this.pace.next();
      this.#streaming.text += piece;
      this.pass('message.delta', { message_id: id, text: piece });
    }
    this.add('bot', parts, id);
  }

  pass(type: string, data: unknown): void {
    for (const listener of this.listeners) listener.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  listen(response: ServerResponse, lastEventId: string | undefined): void {
    this.streams += 1;
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 200\n\n');
    if (lastEventId !== undefined) for (const event of this.#stored) if (event.id > Number(lastEventId)) response.write(wire(event));
    this.listeners.add(response);
    response.on('close', () => this.listeners.delete(response));
    if (!this.#streaming) return;
    const { id, text } = this.#streaming;
    response.write(`event: message.started\ndata: ${JSON.stringify({ message_id: id })}\n\n`);
    if (text) response.write(`event: message.delta\ndata: ${JSON.stringify({ message_id: id, text })}\n\n`);
  }

  #store(type: string, data: unknown): void {
    const event = { id: this.#stored.length + 1, type, data };
    this.#stored.push(event);
    for (const listener of this.listeners) listener.write(wire(event));
  }
}

function wire({ id, type, data }: Stored): string {
  return `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
}
