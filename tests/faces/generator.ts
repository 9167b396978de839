import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The time between two words: a language model at work. */
const PAUSE = 120;

/** A server of the OpenAI wire format that takes its time: it says the first sentences of the first passage word by word. */
export class SlowGenerator {
  /** How many answers it was asked for. */
  asked = 0;

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
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const word of wordsOf(sentences(messages.at(-1)!.content))) {
      response.write(event({ delta: { content: word } }));
      await new Promise((done) => setTimeout(done, PAUSE));
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
