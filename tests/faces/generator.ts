import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pace } from '../../bot/web/frontend/tests/mock/pace';

/** The time between two words: a language model at work. */
const PAUSE = 120;

/** What it makes of a text to be put in other words; undefined leaves it to what it says of passages. */
export type OtherWords = (text: string, rules: string) => string | undefined;

/** A server of the OpenAI wire format that takes its time: it says the first sentences of the first passage word by word. */
export class SlowGenerator {
  /** How many answers it was asked for. */
  asked = 0;
  /** How many of these were for a text in other words. */
  reworded = 0;
  /** While true it refuses everything, as one that is overloaded. */
  busy = false;
  /** How many of its words come; all, one after the other, where a test says nothing else. */
  readonly pace = new Pace();
  otherWords: OtherWords = () => undefined;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<SlowGenerator> {
    const server = createServer();
    const generator = new SlowGenerator(server);
    server.on('request', (request, response) => void generator.answer(request, response));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return generator;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked += 1;
    let body = '';
    for await (const piece of request) body += piece;
    const { messages } = JSON.parse(body) as { messages: { content: string }[] };
    if (this.busy) {
      response.writeHead(503).end();
      return;
    }
    // A passage has a number; a text that is to be put in other words stands alone.
    const last = JSON.parse(messages.at(-1)!.content.split('\n').at(-1)!) as { n?: number; text?: string };
    const text = last.n === undefined ? last.text : undefined;
    if (text !== undefined) this.reworded += 1;
    const said = text === undefined ? undefined : this.otherWords(text, messages[0]!.content);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const word of wordsOf(said ?? sentences(messages.at(-1)!.content))) {
      await this.pace.next();
      response.write(event({ delta: { content: word } }));
      await new Promise((done) => setTimeout(done, said === undefined ? PAUSE : 10));
    }
    response.write(event({ delta: {}, finish_reason: 'stop' }));
    response.end('data: [DONE]\n\n');
  }
}

/** Sentences of the passages, each with the number of the passage it stands in. */
function sentences(content: string): string {
  const passages = content.split('\n').map((line) => JSON.parse(line) as { n?: number; text?: string });
  const found = passages.flatMap(({ n, text }) =>
    (text ?? '')
      .split(/\n|(?<=[。！？])|(?<=[.!?])\s+/)
      .map((sentence) => sentence.trim())
      .filter((sentence) => /^[^|#*-].{7,}[.。！？!?]$/.test(sentence))
      .slice(0, 2)
      .map((sentence) => sentence.replace(/([.。！？!?])$/, ` [${n}]$1`)),
  );
  return found.slice(0, 4).join(' ');
}

function wordsOf(text: string): string[] {
  return text.match(/[\u3400-\u9fff]{1,3}|[^\u3400-\u9fff\s]*\s*/g)!.filter(Boolean);
}

function event(choice: Readonly<Record<string, unknown>>): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`;
}
