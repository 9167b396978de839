import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';
import { extname, resolve } from 'node:path';
import { MockConversation } from './conversation';
import { Pace } from './pace';
import { reply } from './replies';

const SERVED = resolve(import.meta.dirname, '../../../static');
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html; charset=utf-8' };

/** A stand-in for the service: the shopper's part of the public interface, and the built faces. */
export class MockService {
  readonly conversations = new Map<string, MockConversation>();
  /** How the words of its answers come. */
  readonly pace = new Pace();
  /** Origins that may embed the panel. */
  shops: string[] = [];
  /** Answers that are given in place of the real ones to the next posted messages. */
  readonly refusals: { status: number; detail: string; retryAfter?: number; kind?: string; errors?: unknown }[] = [];
  /** What is asked before the talk, if anything, and what was said to it, by the conversation. */
  asked: unknown = null;
  readonly introductions = new Map<string, unknown>();
  readonly identities: string[] = [];
  /** How often somebody asked for their conversation. */
  looks = 0;
  /** Identities that are refused. */
  readonly badIdentities = new Set<string>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(): Promise<MockService> {
    const service = new MockService();
    await new Promise<void>((ready) => service.#server.listen(0, '127.0.0.1', ready));
    return service;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get latest(): MockConversation {
    const latest = [...this.conversations.values()].at(-1);
    if (!latest) throw new Error('no conversation has begun');
    return latest;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0]!;
    if (path.startsWith('/api/v1/conversations')) return this.#api(path.split('/').slice(4), request, response);
    if (path === '/api/v1/introduction') return json(response, 200, { asked: this.asked });
    await this.#serve(path, request, response);
  }

  async #serve(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = path === '/panel' ? '/panel/index.html' : path;
    const body = await readFile(SERVED + file).catch(() => null);
    if (!body || file.includes('..')) return problem(response, 404, 'There is no such page.');
    const headers = { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': this.#policy() };
    const packed = /\bgzip\b/.test(String(request.headers['accept-encoding'])) ? { 'content-encoding': 'gzip' } : {};
    response.writeHead(200, { ...(file.endsWith('.html') ? headers : { 'content-type': headers['content-type'] }), ...packed });
    const look = this.asked ? '{&quot;asks_first&quot;: &quot;true&quot;}' : '';
    const looking = (html: string): string => html.replace('name="shoptalk-look" content=""', `name="shoptalk-look" content="${look}"`);
    const marked = (html: string): string => looking(html).replace('name="shoptalk-origins" content=""', `name="shoptalk-origins" content="${this.shops.join(' ')}"`);
    const whole = file.endsWith('.html') ? Buffer.from(marked(body.toString())) : body;
    response.end('content-encoding' in packed ? gzipSync(whole) : whole);
  }

  #policy(): string {
    const shops = this.shops.join(' ');
    return `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: https: ${shops}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ${shops}`;
  }

  async #api([id, what, ...rest]: string[], request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (id === undefined) return this.#create(await bodyOf(request), response);
    if (id === 'mine') return this.#mine(await bodyOf(request), response);
    const conversation = this.conversations.get(id);
    if (request.headers.authorization !== `Bearer ${conversation?.token}`) return problem(response, 401, 'The token has expired.');
    if (what === 'events') return conversation!.listen(response, request.headers['last-event-id'] as string | undefined);
    if (what === 'attachments') return this.#attachment(conversation!, rest[0], request, response);
    if (what === 'feedback') return json(response, 200, { thumbs: conversation!.thumbs, rating: null });
    if (rest[1] === 'thumb') return this.#judge(conversation!, rest[0]!, await bodyOf(request), response);
    if (what === 'identity') return this.#identify(conversation!, await bodyOf(request), response);
    if (what === 'introduction') return this.#introduce(conversation!, request, response);
    if (request.method === 'GET') return json(response, 200, { messages: conversation!.messages });
    await this.#receive(conversation!, request, response);
  }

  async #introduce(conversation: MockConversation, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') return json(response, 200, { given: this.introductions.has(conversation.id) });
    const body = await bodyOf(request);
    const refusal = this.refusals.shift();
    if (refusal) return problem(response, refusal.status, refusal.detail, refusal.retryAfter, refusal);
    this.introductions.set(conversation.id, body['values']);
    response.writeHead(204).end();
  }

  #create(body: Record<string, unknown>, response: ServerResponse): void {
    if (this.badIdentities.has(body['identity'] as string)) return problem(response, 403, 'The identity is not signed by this shop.');
    const conversation = new MockConversation(crypto.randomUUID(), String(body['language']), body, this.pace);
    this.conversations.set(conversation.id, conversation);
    const { id, token, language, status } = conversation;
    json(response, 201, { conversation_id: id, token, language, status });
  }

  /** Who is signed in is told by the signed word up to its last dash. */
  #mine({ identity }: Record<string, unknown>, response: ServerResponse): void {
    const customer = (word: unknown): string => String(word).replace(/-[^-]*$/, '');
    const mine = [...this.conversations.values()].findLast((one) => one.identity !== null && customer(one.identity) === customer(identity));
    this.looks += 1;
    if (!mine) return void response.writeHead(204).end();
    const { id, token, language, status } = mine;
    json(response, 200, { conversation_id: id, token, language, status });
  }

  #identify(conversation: MockConversation, body: Record<string, unknown>, response: ServerResponse): void {
    this.identities.push(String(body['identity']));
    conversation.identity = String(body['identity']);
    response.writeHead(204).end();
  }

  #judge(conversation: MockConversation, id: string, body: Record<string, unknown>, response: ServerResponse): void {
    const refusal = this.refusals.shift();
    if (refusal) return problem(response, refusal.status, refusal.detail, refusal.retryAfter);
    if (typeof body['helpful'] === 'boolean') conversation.thumbs[id] = body['helpful'];
    else delete conversation.thumbs[id];
    response.writeHead(204).end();
  }

  async #attachment(conversation: MockConversation, id: string | undefined, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') {
      const picture = conversation.pictures.get(id ?? '');
      if (!picture) return problem(response, 404, 'There is no such picture.');
      response.writeHead(200, { 'content-type': 'image/png' }).end(picture);
      return;
    }
    const sent = await bytesOf(request);
    const refusal = this.refusals.shift();
    if (refusal) return problem(response, refusal.status, refusal.detail, refusal.retryAfter);
    const attachment_id = `at_${createHash('sha256').update(sent).digest('hex').slice(0, 16)}`;
    conversation.pictures.set(attachment_id, sent);
    json(response, 201, { attachment_id, media_type: 'image/png', width: 60, height: 40 });
  }

  async #receive(conversation: MockConversation, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const refusal = this.refusals.shift();
    if (refusal) return problem(response, refusal.status, refusal.detail, refusal.retryAfter, refusal);
    const key = String(request.headers['idempotency-key']);
    const known = conversation.keys.get(key);
    if (known) return json(response, 202, { message_id: known });
    const form = body['form'] as { values: Record<string, string> } | undefined;
    const words = String(body['text'] ?? body['choice'] ?? (form ? `filled in: ${JSON.stringify(form.values)}` : ''));
    const pictures = (body['attachments'] as string[] | undefined) ?? [];
    const said = [
      ...(words ? [{ kind: 'text', text: words }] : []),
      ...pictures.map((attachment_id) => ({ kind: 'image', attachment_id, width: 60, height: 40 })),
    ];
    const message_id = conversation.add('shopper', said);
    conversation.keys.set(key, message_id);
    json(response, 202, { message_id });
    if (conversation.status !== 'bot') return;
    conversation.pass('typing', { active: true });
    await new Promise((done) => setTimeout(done, 150));
    await reply(conversation, words);
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  return JSON.parse((await bytesOf(request)).toString() || '{}') as Record<string, unknown>;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function problem(response: ServerResponse, status: number, detail: string, retryAfter?: number, more: { kind?: string; errors?: unknown } = {}): void {
  const headers = { 'content-type': 'application/problem+json', ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }) };
  response.writeHead(status, headers).end(JSON.stringify({ type: more.kind ? `urn:shoptalk:problem:${more.kind}` : 'about:blank', title: 'Refused', status, detail, errors: more.errors }));
}
