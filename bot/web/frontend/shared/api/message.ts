import { readPart, type Part } from './parts';
import { list, object, present, text } from './read';

export type Author = 'shopper' | 'bot' | 'agent' | 'system';

export interface Message {
  readonly id: string;
  readonly author: Author;
  readonly at?: string;
  readonly language?: string;
  readonly parts: readonly Part[];
  /** Still being written: its text grows until the finished message takes its place. */
  readonly draft?: true;
}

const AUTHORS: readonly Author[] = ['shopper', 'bot', 'agent', 'system'];

export function readMessage(value: unknown): Message | undefined {
  const json = object(value);
  const id = text(json?.['id']);
  const author = AUTHORS.find((known) => known === json?.['author']);
  if (!json || id === undefined || !author) return undefined;
  return present<Message>({
    id,
    author,
    at: text(json['at']),
    language: text(json['language']),
    parts: list(json['parts'], readPart),
    draft: undefined,
  });
}

/** The words of a message, without its cards. */
export function wordsOf(message: Message): string {
  return message.parts
    .map((part) => (part.kind === 'text' || part.kind === 'answer' ? part.text : ''))
    .filter(Boolean)
    .join('\n\n');
}
