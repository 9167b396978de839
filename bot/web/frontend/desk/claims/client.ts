import { list, number, object, present, text, type Json } from '../../shared/api/read';
import type { Money, OrderPart } from '../../shared/api/parts';
import { Problem } from '../../shared/api/problem';
import { language } from '../../shared/i18n/phrases';
import type { DeskClient } from '../client';

export type Deed = 'accept' | 'receive' | 'settle' | 'refuse';

/** A return, an exchange or a reported problem in the list. */
export interface Claim {
  readonly orderId: string;
  readonly claimId: string;
  readonly kind: string;
  readonly status: string;
  readonly at: string;
  readonly reason: string;
  readonly amount?: Money;
  readonly method?: string;
  readonly goods: readonly string[];
  readonly customer: string;
  readonly conversation?: string;
  readonly worker?: string;
  readonly isMine: boolean;
  readonly due?: string;
  readonly isOverdue: boolean;
  readonly awaits: boolean;
  readonly isUnderWay: boolean;
}

export interface ClaimLine {
  readonly lineId: string;
  readonly title: string;
  readonly quantity: number;
  readonly wanted?: string;
  readonly received: number;
}

/** What a person of the shop did or tried. */
export interface Step {
  readonly deed: string;
  readonly state: string;
  readonly at: string;
  readonly by?: string;
  readonly approvedBy?: string;
  readonly word?: string;
}

/** All of one. */
export interface ClaimFile extends Claim {
  readonly version: number;
  readonly order?: OrderPart;
  readonly lines: readonly ClaimLine[];
  readonly pictures: readonly string[];
  readonly condition?: string;
  readonly word?: string;
  readonly carrier?: string;
  readonly tracking?: string;
  readonly deeds: readonly Deed[];
  readonly mostBack?: Money;
  readonly elsewhere?: string;
  readonly history: readonly Step[];
}

export interface Wanted {
  readonly state: string;
  readonly kind: string;
  readonly q: string;
  readonly mine: boolean;
}

export interface Found {
  readonly claims: readonly Claim[];
  readonly counts: Readonly<Record<string, number>>;
  readonly isOffered: boolean;
  readonly leftOff: number;
}

export const STATES = ['requested', 'accepted', 'received', 'settled', 'refused'] as const;
export const KINDS = ['return', 'exchange', 'problem'] as const;
const DEEDS: readonly string[] = ['accept', 'receive', 'settle', 'refuse'];

export async function fetchClaims(desk: DeskClient, { state, kind, q, mine }: Wanted): Promise<Found> {
  const asked = Object.entries({ state, kind, q, mine: mine ? 'true' : '', language: language.value }).filter(([, value]) => value);
  const json = await desk.read(`/desk/claims?${new URLSearchParams(asked)}`);
  const counts = Object.entries(object(json?.['counts']) ?? {}).filter((one): one is [string, number] => typeof one[1] === 'number');
  return {
    claims: list(json?.['claims'], (one) => readClaim(desk, one)),
    counts: Object.fromEntries(counts),
    isOffered: list(json?.['offered'], text).length > 0,
    leftOff: number(json?.['left_off']) ?? 0,
  };
}

export async function fetchClaim(desk: DeskClient, claim: Claim): Promise<ClaimFile> {
  return wanted(desk, await desk.read(path(claim, '')));
}

export async function seeTo(desk: DeskClient, claim: Claim, how: 'take' | 'leave', over = false): Promise<ClaimFile> {
  return wanted(desk, await desk.send(path(claim, `/${how}`, over ? '&over=true' : ''), {}));
}

/** One step; `state` tells whether it is done, or a supervisor decides. The same key again does nothing twice. */
export async function doDeed(desk: DeskClient, claim: ClaimFile, deed: Json, key: string): Promise<{ file: ClaimFile; state: string }> {
  const json = await desk.send(path(claim, '/deeds'), { ...deed, version: claim.version }, { 'Idempotency-Key': key });
  return { file: wanted(desk, json), state: text(json?.['state']) ?? '' };
}

function path({ orderId, claimId }: Claim, more: string, query = ''): string {
  return `/desk/claims/${encodeURIComponent(orderId)}/${encodeURIComponent(claimId)}${more}?language=${language.value}${query}`;
}

function wanted(desk: DeskClient, json: Json | undefined): ClaimFile {
  const file = readFile(desk, json?.['claim']);
  if (!file) throw new Problem(502, 'The service answered without a request.');
  return file;
}

function readClaim(desk: DeskClient, value: unknown): Claim | undefined {
  const json = object(value);
  const orderId = text(json?.['order_id']);
  const claimId = text(json?.['claim_id']);
  if (!json || !orderId || !claimId) return undefined;
  const customer = object(json['customer']);
  return present<Claim>({
    orderId,
    claimId,
    kind: text(json['kind']) ?? '',
    status: text(json['status']) ?? '',
    at: text(json['at']) ?? '',
    reason: text(json['reason']) ?? '',
    amount: desk.readMoney(json['amount']),
    method: text(json['method']),
    goods: list(json['goods'], text),
    customer: [customer?.['id'], customer?.['email'], customer?.['phone']].map(text).filter(Boolean).join(' · '),
    conversation: text(json['conversation_id']),
    worker: text(json['worker']),
    isMine: json['is_mine'] === true,
    due: text(json['due']),
    isOverdue: json['is_overdue'] === true,
    awaits: json['awaits'] === true,
    isUnderWay: json['is_under_way'] === true,
  });
}

function readFile(desk: DeskClient, value: unknown): ClaimFile | undefined {
  const json = object(value);
  const claim = readClaim(desk, value);
  const version = number(json?.['version']);
  if (!json || !claim || version === undefined) return undefined;
  return present<ClaimFile>({
    ...claim,
    version,
    order: desk.readOrder(json['order']),
    lines: list(json['lines'], readLine),
    pictures: list(json['attachments'], text),
    condition: text(json['condition']),
    word: text(json['word']),
    carrier: text(json['carrier']),
    tracking: text(json['tracking']),
    deeds: list(json['deeds'], text).filter((deed): deed is Deed => DEEDS.includes(deed)),
    mostBack: desk.readMoney(json['most_back']),
    elsewhere: text(json['elsewhere']),
    history: list(json['history'], readStep),
  });
}

function readLine(value: unknown): ClaimLine | undefined {
  const json = object(value);
  const lineId = text(json?.['line_id']);
  if (!json || !lineId) return undefined;
  return present<ClaimLine>({
    lineId,
    title: text(json['title']) ?? lineId,
    quantity: number(json['quantity']) ?? 0,
    wanted: text(json['wanted']),
    received: number(json['received']) ?? 0,
  });
}

function readStep(value: unknown): Step | undefined {
  const json = object(value);
  const deed = text(json?.['deed']);
  if (!json || !deed) return undefined;
  return present<Step>({
    deed,
    state: text(json['state']) ?? '',
    at: text(json['at']) ?? '',
    by: text(json['by']),
    approvedBy: text(json['approved_by']),
    word: text(json['word']),
  });
}
