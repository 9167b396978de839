import { list, number, object, text, type Json } from '../../shared/api/read';
import type { DeskClient } from '../client';

/** What is looked for; an empty field is not asked for. */
export interface Wanted {
  readonly actor: string;
  readonly conversation: string;
  readonly event: string;
  readonly since: string;
  readonly until: string;
}

export const ANYTHING: Wanted = { actor: '', conversation: '', event: '', since: '', until: '' };

export interface Line {
  readonly id: number;
  readonly at: string;
  readonly event: string;
  readonly actor: string;
  readonly conversation: string;
  readonly order: string;
  readonly proposal: string;
  readonly reason: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

export interface LogPage {
  readonly lines: readonly Line[];
  /** Where older lines go on; null at the end. */
  readonly before: number | null;
  readonly events: readonly string[];
}

export interface Check {
  readonly isWell: boolean;
  readonly lines: number;
  readonly isGuarded: boolean;
  readonly missing: number | null;
  readonly changes: number;
  readonly unbacked: readonly string[];
}

export async function fetchPage(desk: DeskClient, wanted: Wanted, before: number | null): Promise<LogPage> {
  const given = Object.entries({ ...wanted, before: before === null ? '' : `${before}` }).filter(([, value]) => value);
  const json = await desk.read(`/desk/audit?${new URLSearchParams(given).toString()}`);
  return { lines: list(json?.['entries'], readLine), before: number(json?.['before']) ?? null, events: list(json?.['events'], text) };
}

export async function fetchCheck(desk: DeskClient): Promise<Check> {
  const json = await desk.read('/desk/audit/check');
  return {
    isWell: json?.['is_well'] === true,
    lines: number(json?.['lines']) ?? 0,
    isGuarded: json?.['is_guarded'] === true,
    missing: number(json?.['missing']) ?? null,
    changes: number(json?.['changes']) ?? 0,
    unbacked: list(json?.['unbacked'], text),
  };
}

function readLine(value: unknown): Line | undefined {
  const json = object(value);
  const id = number(json?.['id']);
  if (!json || id === undefined) return undefined;
  return {
    id,
    at: text(json['at']) ?? '',
    event: text(json['event']) ?? '',
    actor: text(json['actor']) ?? '',
    conversation: text(json['conversation_id']) ?? '',
    order: text(json['order_id']) ?? '',
    proposal: text(json['proposal_id']) ?? '',
    reason: text(json['reason']) ?? '',
    before: object(json['before']),
    after: object(json['after']),
  };
}
