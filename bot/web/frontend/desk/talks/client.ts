import { readStatus, type Status } from '../../shared/api/events';
import { list, number, object, present, text } from '../../shared/api/read';
import type { DeskClient } from '../client';

export const VIEWS = ['all', 'bot', 'waiting', 'mine', 'others', 'closed'] as const;
export const ORIGINS = ['asked', 'proposed', 'required', 'taken'] as const;

/** What is looked for; whatever is empty fits all. */
export interface Query {
  readonly view: (typeof VIEWS)[number];
  readonly q: string;
  readonly language: string;
  readonly agent: string;
  readonly origin: string;
  readonly topic: string;
  readonly team: string;
  readonly tag: string;
}

export const EVERYTHING: Query = { view: 'all', q: '', language: '', agent: '', origin: '', topic: '', team: '', tag: '' };

/** A conversation as it is listed. */
export interface Found {
  readonly conversationId: string;
  readonly status: Status;
  readonly title: string;
  readonly lastAt: string;
  readonly signedIn: boolean;
  readonly last?: string;
  readonly agent?: string;
  readonly isMine: boolean;
}

export interface FoundPage {
  readonly found: readonly Found[];
  readonly next: string | null;
  /** Whether every customer's name was looked at. */
  readonly allNames: boolean;
}

export interface Colleague {
  readonly id: string;
  readonly name: string;
}

/** A value by which conversations can be looked for, and how many there are. */
export interface Kept {
  readonly value: string;
  readonly count: number;
  /** Of a colleague, whose value is an id. */
  readonly name?: string;
}

export const KINDS = ['language', 'agent', 'topic', 'team', 'tag'] as const;
export type Kind = (typeof KINDS)[number];
export type Choices = Readonly<Record<Kind, readonly Kept[]>>;

/** What there is to choose from. */
export async function choices(client: DeskClient): Promise<Choices> {
  const json = await client.read('/desk/filters');
  return Object.fromEntries(KINDS.map((kind) => [kind, list(json?.[kind], readKept)])) as unknown as Choices;
}

function readKept(value: unknown): Kept | undefined {
  const json = object(value);
  const kept = text(json?.['value']);
  return kept ? present<Kept>({ value: kept, count: number(json?.['count']) ?? 0, name: text(json?.['name']) }) : undefined;
}

export async function find(client: DeskClient, query: Query, after: string | null = null): Promise<FoundPage> {
  const asked = Object.entries({ ...query, after: after ?? '' }).filter(([, value]) => value.trim() !== '');
  return readPage(await client.read(`/desk/conversations?${new URLSearchParams(asked)}`));
}

/** The other conversations of the customer who is signed in to this one. */
export async function past(client: DeskClient, id: string): Promise<FoundPage> {
  return readPage(await client.read(`/desk/conversations/${encodeURIComponent(id)}/past`));
}

export async function colleagues(client: DeskClient): Promise<readonly Colleague[]> {
  return list((await client.read('/desk/colleagues'))?.['colleagues'], (value) => {
    const json = object(value);
    const id = text(json?.['id']);
    const name = text(json?.['name']);
    return id && name ? { id, name } : undefined;
  });
}

function readPage(json: Awaited<ReturnType<DeskClient['read']>>): FoundPage {
  return { found: list(json?.['conversations'], readFound), next: text(json?.['next']) ?? null, allNames: json?.['all_names_known'] !== false };
}

function readFound(value: unknown): Found | undefined {
  const json = object(value);
  const conversationId = text(json?.['conversation_id']);
  const status = readStatus(json?.['status']);
  if (!json || !conversationId || !status) return undefined;
  const handoff = object(json['handoff']);
  return present<Found>({
    conversationId,
    status,
    title: text(json['title']) ?? '',
    lastAt: text(json['last_at']) ?? '',
    signedIn: json['signed_in'] === true,
    last: text(object(json['last'])?.['words']),
    agent: text(handoff?.['agent']),
    isMine: handoff?.['is_mine'] === true,
  });
}
