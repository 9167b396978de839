import { readStatus, type Status } from '../shared/api/events';
import { readMessage, type Author, type Message } from '../shared/api/message';
import { readMoney, readPart, type Money, type OrderPart } from '../shared/api/parts';
import { Problem } from '../shared/api/problem';
import { language } from '../shared/i18n/phrases';
import { readPresent, type Availability, type Present } from './present';
import { readStanding, type Standing } from './standing/standing';
import { list, number, object, present, text, type Json } from '../shared/api/read';

export interface Me {
  readonly login: string;
  readonly name: string;
  readonly role: string;
}

/** What a shopper said of themselves, as it was said. */
export interface Introduction {
  readonly name?: string;
  readonly email?: string;
  readonly topic?: string;
  readonly order_number?: string;
  /** The words that they agreed to. */
  readonly consent?: string;
}

/** A request for a person, as the desk lists it. */
export interface Handoff extends Standing {
  readonly conversationId: string;
  readonly state: string;
  readonly reason: string;
  /** The greater, the sooner. */
  readonly priority: number;
  readonly askedAt: string;
  readonly isMine: boolean;
  readonly agent?: string;
  /** Whether it was passed on to a team of mine. */
  readonly isMyTeam: boolean;
  readonly contact?: string;
  readonly last?: { readonly author: Author; readonly at: string; readonly words: string; readonly files?: number };
}

export interface Talk {
  readonly status: Status;
  readonly messages: readonly Message[];
}

export interface Rated {
  readonly endedAt: number;
  readonly score: number;
  readonly comment: string;
}

export interface Marks {
  /** By the message's id: whether it helped. */
  readonly thumbs: ReadonlyMap<string, boolean>;
  readonly ratings: readonly Rated[];
}

export interface Customer {
  readonly name: string;
  readonly email?: string;
  readonly phone?: string;
  readonly tags: readonly string[];
}

export interface Asked {
  readonly id: string;
  readonly conversationId: string;
  readonly kind: string;
  readonly subject: string;
  readonly amount: Money;
  readonly method: string;
  readonly limits: readonly string[];
  /** A part of the change was made, and the rest does not come. */
  readonly isHalfDone: boolean;
  readonly askedAt: string;
}

/** The desk's side of the service. The session is a cookie that no script reads; every call raises Problem on an error answer. */
export class DeskClient {
  #csrf = '';

  constructor(
    private readonly base = '/api/v1',
    /** Seconds since a person last did something in this page. */
    private readonly idle: () => number | null = () => null,
  ) {}

  async me(): Promise<Me | null> {
    try {
      return this.#signedIn(await this.#get('/people/me'));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  }

  async signIn(login: string, password: string, code: string): Promise<Me> {
    return this.#signedIn(await this.#post('/people/sign-in', { login, password, code }));
  }

  async takeUp(invitation: string, password: string): Promise<Me> {
    return this.#signedIn(await this.#post('/people/invitation', { invitation, password }));
  }

  async makeFirst(setup: string, login: string, name: string, password: string): Promise<Me> {
    return this.#signedIn(await this.#post('/people/first', { setup, login, name, password }));
  }

  /** What the shop's OpenID provider is called; null where there is none. */
  async provider(): Promise<string | null> {
    return text((await this.#get('/people/oidc'))?.['name']) ?? null;
  }

  async signOut(): Promise<void> {
    await this.#post('/people/sign-out', {});
  }

  /** Who waits and who is being answered; with ids, those conversations alone. */
  async handoffs(only: readonly string[] = []): Promise<Handoff[]> {
    const asked = new URLSearchParams(only.map((id) => ['conversation', id])).toString();
    return list((await this.#get(`/desk/handoffs${asked && `?${asked}`}`))?.['handoffs'], readHandoff);
  }

  async talk(id: string): Promise<Talk> {
    const json = await this.#get(path(id));
    const status = readStatus(json?.['status']);
    if (!json || !status) throw new Problem(502, 'The service answered without a conversation.');
    return { status, messages: list(json['messages'], readMessage) };
  }

  /** What the shopper thought of the answers, and of the help of people. */
  async marks(id: string): Promise<Marks> {
    const json = await this.#get(`${path(id)}/feedback`);
    const thumbs = Object.entries(object(json?.['thumbs']) ?? {}).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean');
    return { thumbs: new Map(thumbs), ratings: list(json?.['ratings'], readRated) };
  }

  /** What they said of themselves before the talk; null where they were not asked. */
  async introduction(id: string): Promise<Introduction | null> {
    const said = object((await this.#get(`${path(id)}/introduction`))?.['introduction']);
    const of = (name: keyof Introduction): string | undefined => text(said?.[name]);
    return said ? present<Introduction>({ name: of('name'), email: of('email'), topic: of('topic'), order_number: of('order_number'), consent: of('consent') }) : null;
  }

  async customer(id: string): Promise<{ customer: Customer | null; orders: OrderPart[] }> {
    const json = await this.#get(`${path(id)}/customer?language=${language.value}`);
    return { customer: readCustomer(json?.['customer']) ?? null, orders: list(json?.['orders'], readOrder) };
  }

  /** The same key again says nothing twice. */
  async say(id: string, words: string, key: string, attachments: readonly string[] = []): Promise<Message | undefined> {
    const said = { ...(words ? { text: words } : {}), ...(attachments.length > 0 ? { attachments } : {}) };
    const json = await this.#post(`${path(id)}/messages`, said, { 'Idempotency-Key': key });
    return readMessage(json?.['message']);
  }

  async act(id: string, act: 'take' | 'take?over=true' | 'take?from_bot=true' | 'put-back' | 'return', told: Json = {}): Promise<void> {
    await this.#post(`${path(id)}/${act}`, told);
  }

  /** Tells that this page is open; answers with who is at the desk. */
  async beat(told: { readonly availability?: Availability; readonly writing_in?: string } = {}): Promise<Present[]> {
    return list((await this.#post('/desk/presence', told))?.['people'], readPresent);
  }

  /** Tells no more than that the session is used; nobody is seen at the desk by it. */
  async stay(): Promise<Present[]> {
    this.#signedIn(await this.#get('/people/me'));
    return [];
  }

  async approvals(): Promise<Asked[]> {
    return list((await this.#get(`/desk/approvals?language=${language.value}`))?.['approvals'], readAsked);
  }

  async decide(id: string, decision: 'approve' | 'refuse', word: string): Promise<string> {
    const json = await this.#post(`/desk/approvals/${encodeURIComponent(id)}`, { decision, word });
    return text(json?.['state']) ?? '';
  }

  async picture(id: string, attachment: string): Promise<Blob> {
    return (await this.#fetch(`${path(id)}/attachments/${encodeURIComponent(attachment)}`)).blob();
  }

  /** Uploads a file for an answer and gives its id; the same one again gives the same. Only this way tells how far it is. */
  upload(id: string, file: Blob, name: string, onProgress: (part: number) => void): Promise<string> {
    const request = new XMLHttpRequest();
    request.open('POST', `${this.base}${path(id)}/attachments`);
    request.setRequestHeader('X-Shoptalk-CSRF', this.#csrf);
    request.setRequestHeader('X-File-Name', encodeURIComponent(name));
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    return new Promise((resolve, reject) => {
      request.onerror = request.onabort = request.ontimeout = () => reject(new TypeError('the line is gone'));
      request.onload = () => void readUpload(request).then(resolve, reject);
      request.send(file);
    });
  }

  /** What pages that are fetched later read with: their own import of it would part the shopper's scripts anew. */
  readonly readMoney = readMoney;
  readonly readOrder = readOrder;

  /** A reading call of one of the desk's other subjects. */
  read(url: string): Promise<Json | undefined> {
    return this.#get(url);
  }

  /** A call of one of the desk's other subjects that changes or makes something. */
  send(url: string, body: Json, headers: Record<string, string> = {}): Promise<Json | undefined> {
    return this.#post(url, body, headers);
  }

  /** Sends a file's text as it is. */
  async sendFile(url: string, content: string): Promise<Json | undefined> {
    const response = await this.#fetch(url, { method: 'POST', body: content, headers: { 'Content-Type': 'application/octet-stream', 'X-Shoptalk-CSRF': this.#csrf } });
    return object(await response.json().catch(() => null));
  }

  /** Reads a file whole. */
  async file(url: string): Promise<Blob> {
    return (await this.#fetch(url)).blob();
  }

  /** Opens the stream of whatever happens anywhere at the desk. */
  async deskEvents(signal: AbortSignal): Promise<Response> {
    return this.#fetch('/desk/events', { headers: { Accept: 'text/event-stream' }, signal });
  }

  /** Opens a conversation's event stream after the given event. */
  async events(id: string, lastEventId: string | null, signal: AbortSignal): Promise<Response> {
    const headers = { Accept: 'text/event-stream', ...(lastEventId === null ? {} : { 'Last-Event-ID': lastEventId }) };
    return this.#fetch(`${path(id)}/events`, { headers, signal });
  }

  #signedIn(json: Json | undefined): Me {
    const person = object(json?.['person']);
    const login = text(person?.['login']);
    const csrf = text(json?.['csrf']);
    if (!login || !csrf) throw new Problem(502, 'The service answered without a person.');
    this.#csrf = csrf;
    return { login, name: text(person?.['name']) ?? login, role: text(person?.['role']) ?? 'agent' };
  }

  async #get(url: string): Promise<Json | undefined> {
    return object(await (await this.#fetch(url)).json().catch(() => null));
  }

  async #post(url: string, body: Json, headers: Record<string, string> = {}): Promise<Json | undefined> {
    const sent = { 'Content-Type': 'application/json', 'X-Shoptalk-CSRF': this.#csrf, ...headers };
    const response = await this.#fetch(url, { method: 'POST', body: JSON.stringify(body), headers: sent });
    return object(await response.json().catch(() => null));
  }

  async #fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    const idle = this.idle();
    if (idle !== null) headers.set('X-Shoptalk-Idle', `${idle}`);
    const response = await fetch(this.base + url, { ...init, headers, cache: 'no-store', credentials: 'same-origin' });
    if (!response.ok) throw await Problem.from(response);
    return response;
  }
}

async function readUpload(request: XMLHttpRequest): Promise<string> {
  const headers = { 'Retry-After': request.getResponseHeader('Retry-After') ?? '' };
  const response = new Response(request.responseText, { status: request.status, headers });
  if (!response.ok) throw await Problem.from(response);
  const id = text(object(await response.json().catch(() => null))?.['attachment_id']);
  if (!id) throw new Problem(502, 'The service answered without a file.');
  return id;
}

function path(id: string): string {
  return `/desk/conversations/${encodeURIComponent(id)}`;
}

function readHandoff(value: unknown): Handoff | undefined {
  const json = object(value);
  const conversationId = text(json?.['conversation_id']);
  if (!json || !conversationId) return undefined;
  const last = object(json['last']);
  return present<Handoff>({
    conversationId,
    state: text(json['state']) ?? 'waiting',
    reason: text(json['reason']) ?? '',
    priority: number(json['priority']) ?? 0,
    askedAt: text(json['asked_at']) ?? '',
    isMine: json['is_mine'] === true,
    agent: text(json['agent']),
    isMyTeam: json['is_my_team'] === true,
    contact: text(json['contact']),
    last: last && { author: (text(last['author']) ?? 'system') as Author, at: text(last['at']) ?? '', words: text(last['words']) ?? '', files: number(last['files']) ?? 0 },
    ...readStanding(json),
  });
}

function readRated(value: unknown): Rated | undefined {
  const json = object(value);
  const score = number(json?.['score']);
  const endedAt = Date.parse(text(json?.['ended_at']) ?? '');
  return score && endedAt ? { endedAt, score, comment: text(json?.['comment']) ?? '' } : undefined;
}

function readOrder(value: unknown): OrderPart | undefined {
  const part = readPart(value);
  return part?.kind === 'order' ? part : undefined;
}

function readCustomer(value: unknown): Customer | undefined {
  const json = object(value);
  const name = text(json?.['name']);
  if (!json || !name) return undefined;
  return present<Customer>({ name, email: text(json['email']), phone: text(json['phone']), tags: list(json['tags'], text) });
}

function readAsked(value: unknown): Asked | undefined {
  const json = object(value);
  const id = text(json?.['id']);
  const amount = object(json?.['amount']);
  const currency = text(amount?.['currency']);
  if (!json || !id || !currency) return undefined;
  return {
    id,
    conversationId: text(json['conversation_id']) ?? '',
    kind: text(json['kind']) ?? '',
    subject: text(json['subject_id']) ?? '',
    amount: { amount: number(amount?.['amount']) ?? 0, currency },
    method: text(json['method']) ?? '',
    limits: list(json['limits'], text),
    isHalfDone: json['state'] === 'half_done',
    askedAt: text(json['asked_at']) ?? '',
  };
}
