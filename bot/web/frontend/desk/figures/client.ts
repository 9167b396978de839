import { Problem } from '../../shared/api/problem';
import { list, number, object, text, type Json } from '../../shared/api/read';
import type { DeskClient } from '../client';

/** How long something took, in seconds, over the `count` that had it. */
export interface Times {
  readonly count: number;
  readonly median: number | null;
  readonly p90: number | null;
}

export interface Group {
  readonly asked: number;
  readonly abandoned: number;
  readonly firstResponse: Times;
  readonly resolution: Times;
}

export interface Day extends Group {
  readonly day: string;
}

export interface Satisfaction {
  readonly given: number;
  readonly mean: number | null;
  readonly could: number;
}

export interface Agent extends Group {
  readonly name: string;
  readonly open: number;
  readonly answeredToday: number;
  readonly endedToday: number;
  readonly satisfaction: Satisfaction;
}

export interface Limit {
  readonly seconds: number;
  readonly kept: number;
  readonly broken: number;
}

export interface Waits {
  readonly conversationId: string;
  readonly askedAt: string;
  readonly seconds: number;
  readonly isLate: boolean;
}

export interface Figures {
  readonly zone: string;
  readonly since: string;
  readonly until: string;
  readonly at: string;
  readonly waiting: readonly Waits[];
  readonly total: Group;
  readonly unasked: number;
  readonly days: readonly Day[];
  readonly agents: readonly Agent[];
  /** Null where the shop has set none. */
  readonly firstResponse: Limit | null;
  readonly resolution: Limit | null;
  readonly satisfaction: Satisfaction;
}

/** The figures of a span of days; without one, of today and the six days before. */
export async function fetchFigures(desk: DeskClient, since: string, until: string): Promise<Figures> {
  const json = await desk.read(`/desk/figures${query(since, until)}`);
  const zone = text(json?.['zone']);
  if (!json || !zone) throw new Problem(502, 'The service answered without figures.');
  const limits = object(json['limits']);
  return {
    zone,
    since: text(json['since']) ?? '',
    until: text(json['until']) ?? '',
    at: text(json['at']) ?? '',
    waiting: list(json['waiting'], readWaits),
    total: readGroup(object(json['total'])),
    unasked: number(object(json['total'])?.['unasked']) ?? 0,
    days: list(json['days'], readDay),
    agents: list(json['agents'], readAgent),
    firstResponse: readLimit(limits?.['first_response']),
    resolution: readLimit(limits?.['resolution']),
    satisfaction: readSatisfaction(json['satisfaction']),
  };
}

export function query(since: string, until: string): string {
  return since && until ? `?${new URLSearchParams({ since, until }).toString()}` : '';
}

function readGroup(json: Json | undefined): Group {
  return {
    asked: number(json?.['asked']) ?? 0,
    abandoned: number(json?.['abandoned']) ?? 0,
    firstResponse: readTimes(json?.['first_response']),
    resolution: readTimes(json?.['resolution']),
  };
}

function readTimes(value: unknown): Times {
  const json = object(value);
  return { count: number(json?.['count']) ?? 0, median: number(json?.['median']) ?? null, p90: number(json?.['p90']) ?? null };
}

function readDay(value: unknown): Day | undefined {
  const json = object(value);
  const day = text(json?.['day']);
  return day ? { day, ...readGroup(json) } : undefined;
}

function readAgent(value: unknown): Agent | undefined {
  const json = object(value);
  const name = text(json?.['name']);
  if (!json || !name) return undefined;
  return {
    name,
    open: number(json['open']) ?? 0,
    answeredToday: number(json['answered_today']) ?? 0,
    endedToday: number(json['ended_today']) ?? 0,
    satisfaction: readSatisfaction(json['satisfaction']),
    ...readGroup(json),
  };
}

function readSatisfaction(value: unknown): Satisfaction {
  const json = object(value);
  return { given: number(json?.['given']) ?? 0, mean: number(json?.['mean']) ?? null, could: number(json?.['could']) ?? 0 };
}

function readLimit(value: unknown): Limit | null {
  const json = object(value);
  const seconds = number(json?.['seconds']);
  return seconds === undefined ? null : { seconds, kept: number(json?.['kept']) ?? 0, broken: number(json?.['broken']) ?? 0 };
}

function readWaits(value: unknown): Waits | undefined {
  const json = object(value);
  const conversationId = text(json?.['conversation_id']);
  if (!json || !conversationId) return undefined;
  return { conversationId, askedAt: text(json['asked_at']) ?? '', seconds: number(json['seconds']) ?? 0, isLate: json['is_late'] === true };
}
