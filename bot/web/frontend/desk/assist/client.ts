import { readPart, type AnswerPart } from '../../shared/api/parts';
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

function readSuggestion(value: unknown): Suggestion | undefined {
  const json = object(value);
  const messageId = text(json?.['message_id']);
  if (!json || !messageId) return undefined;
  const part = readPart(json['answer']);
  return present<Suggestion>({ messageId, draft: text(json['draft']) ?? '', answer: part?.kind === 'answer' ? part : undefined });
}
