import { readPart, type AnswerPart, type Change } from '../../shared/api/parts';
import { list, object, present, text } from '../../shared/api/read';
import { language } from '../../shared/i18n/phrases';
import type { Language } from '../../shared/i18n/language';
import type { DeskClient } from '../client';

export type Heading = 'unanswered' | 'asked' | 'order' | 'done' | 'pending' | 'failed';

/** A line of a summary: words are the service's own, a quote is what somebody wrote. */
export interface SummaryLine {
  readonly heading: Heading;
  readonly words?: string;
  readonly quote?: string;
  readonly quoteLanguage?: string;
}

export interface Summary {
  readonly lines: readonly SummaryLine[];
  /** Whether earlier words of the customer are not quoted. */
  readonly leftOut: boolean;
  /** A language model's words for the same lines; absent where there is none, or where they do not hold. */
  readonly worded?: string;
}

/** What the shop's documents say to one of the customer's messages. */
export interface Suggestion {
  readonly messageId: string;
  readonly answer?: AnswerPart;
  readonly draft: string;
}

export interface Translation {
  /** Absent where a number would have been changed. */
  readonly text?: string;
  readonly differs: readonly string[];
}

/** A change that was asked for or shown, and not done. */
export interface Action {
  readonly id: string;
  readonly words: string;
  readonly origin: 'shown' | 'asked' | 'awaits';
  /** Why it cannot be done as things stand. */
  readonly blocked?: string;
  readonly changes: readonly Change[];
  /** What the customer has yet to say. */
  readonly missing: readonly string[];
  /** How they may be asked for it, in their language. */
  readonly question?: string;
}

export interface Actions {
  readonly actions: readonly Action[];
  /** Whether the shop lets its people make a change themselves. */
  readonly mayAct: boolean;
}

export interface Aids {
  /** Whether there is a language model. */
  readonly model: boolean;
}

/** The desk's aids as the service offers them. */
export class AssistClient {
  constructor(private readonly desk: DeskClient) {}

  async aids(): Promise<Aids> {
    return { model: (await this.desk.read('/desk/aids'))?.['model'] === true };
  }

  async summary(id: string, worded: boolean): Promise<Summary> {
    const json = await this.desk.read(`${path(id)}/summary?language=${language.value}&worded=${worded}`);
    return present<Summary>({ lines: list(json?.['lines'], readLine), leftOut: json?.['left_out'] === true, worded: text(json?.['worded']) });
  }

  async suggestion(id: string): Promise<Suggestion | null> {
    return readSuggestion((await this.desk.read(`${path(id)}/suggestion`))?.['suggestion']) ?? null;
  }

  async actions(id: string): Promise<Actions> {
    const json = await this.desk.read(`${path(id)}/actions?language=${language.value}`);
    return { actions: list(json?.['actions'], readAction), mayAct: json?.['may_act'] === true };
  }

  /** Asks the customer; the same key again asks nothing twice. */
  async propose(id: string, action: string, key: string): Promise<void> {
    await this.desk.send(`${path(id)}/actions/${encodeURIComponent(action)}/propose`, {}, { 'Idempotency-Key': key });
  }

  async act(id: string, action: string): Promise<void> {
    await this.desk.send(`${path(id)}/actions/${encodeURIComponent(action)}/do`, {});
  }

  async translation(id: string, words: string, into: Language): Promise<Translation> {
    const json = await this.desk.send(`${path(id)}/translation`, { text: words, into });
    return present<Translation>({ text: text(json?.['text']), differs: list(json?.['differs'], text) });
  }
}

export function path(id: string): string {
  return `/desk/conversations/${encodeURIComponent(id)}`;
}

const HEADINGS: readonly string[] = ['unanswered', 'asked', 'order', 'done', 'pending', 'failed'] satisfies Heading[];

function readLine(value: unknown): SummaryLine | undefined {
  const json = object(value);
  const heading = text(json?.['heading']);
  if (!json || !heading || !HEADINGS.includes(heading)) return undefined;
  return present<SummaryLine>({
    heading: heading as Heading,
    words: text(json['words']),
    quote: text(json['quote']),
    quoteLanguage: text(json['quote_language']),
  });
}

const ORIGINS: readonly string[] = ['shown', 'asked', 'awaits'] satisfies Action['origin'][];

function readAction(value: unknown): Action | undefined {
  const json = object(value);
  const id = text(json?.['id']);
  const origin = text(json?.['origin']);
  if (!json || !id || !origin || !ORIGINS.includes(origin)) return undefined;
  return present<Action>({
    id,
    words: text(json['words']) ?? '',
    origin: origin as Action['origin'],
    blocked: text(json['blocked']),
    changes: list(json['changes'], readChange),
    missing: list(json['missing'], text),
    question: text(json['question']),
  });
}

function readChange(value: unknown): Change | undefined {
  const json = object(value);
  const field = text(json?.['field']);
  if (!json || !field) return undefined;
  return present<Change>({ field, from: text(json['from']), to: text(json['to']) });
}

function readSuggestion(value: unknown): Suggestion | undefined {
  const json = object(value);
  const messageId = text(json?.['message_id']);
  if (!json || !messageId) return undefined;
  const part = readPart(json['answer']);
  return present<Suggestion>({ messageId, draft: text(json['draft']) ?? '', answer: part?.kind === 'answer' ? part : undefined });
}
