import { list, number, object, present, text, type Json } from '../../shared/api/read';

export const TOPICS = ['orders', 'returns', 'products', 'account', 'other'] as const;
export const ORIGINS = ['asked', 'proposed', 'required', 'taken', 'link'] as const;
const GIVEN = ['offered', 'passed'] as const;

/** A rule of the shop that is so of a request: what it names, and what it adds to the priority. */
export interface Raised {
  readonly add: number;
  readonly topic?: (typeof TOPICS)[number];
  readonly tag?: string;
  readonly language?: 'en' | 'zh';
  readonly upset: boolean;
  readonly waitingMinutes?: number;
}

/** How a request came about, and how it stands with whoever has it. */
export interface Standing {
  readonly origin?: (typeof ORIGINS)[number];
  readonly topic?: (typeof TOPICS)[number];
  readonly team?: string;
  /** Whether it is in a language and on a topic that I answer. */
  readonly fitsMe: boolean;
  /** How it came to whoever has it, where not by their own hand. */
  readonly given?: (typeof GIVEN)[number];
  /** By this page's clock: until when whoever it was given to may answer. */
  readonly answerBy?: number;
  readonly raised: readonly Raised[];
  readonly silentSince?: string;
  readonly unread: number;
  readonly undelivered: number;
}

export function readStanding(json: Json): Standing {
  const answerIn = number(json['answer_in']);
  return present<Standing>({
    origin: ORIGINS.find((known) => known === json['origin']),
    topic: TOPICS.find((known) => known === json['topic']),
    team: text(json['team']),
    fitsMe: json['fits_me'] !== false,
    given: GIVEN.find((known) => known === json['given']),
    // The service's clock may be another: what it tells is how long.
    answerBy: answerIn === undefined ? undefined : Date.now() + answerIn * 1000,
    raised: list(json['raised'], readRaised),
    silentSince: text(json['silent_since']),
    unread: number(json['unread']) ?? 0,
    undelivered: number(json['undelivered']) ?? 0,
  });
}

function readRaised(value: unknown): Raised | undefined {
  const json = object(value);
  const add = number(json?.['add']);
  if (!json || !add) return undefined;
  return present<Raised>({
    add,
    topic: TOPICS.find((known) => known === json['topic']),
    tag: text(json['tag']),
    language: (['en', 'zh'] as const).find((known) => known === json['language']),
    upset: json['upset'] === true,
    waitingMinutes: number(json['waiting_minutes']),
  });
}
