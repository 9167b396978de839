import { signal } from '@preact/signals';
import type { Author, Message } from '../api/message';
import type { Part } from '../api/parts';
import type { Phrase } from '../i18n/en';
import { phraseFor, t } from '../i18n/phrases';
import { handoffWords } from '../parts/Handoff';
import { placeWords } from '../parts/handoffWords';
import { plain } from '../text/rich';

export interface Announcement {
  readonly id: number;
  readonly words: string;
}

/** The last few things said to a screen reader; each is added once and never changed. */
export const announcements = signal<readonly Announcement[]>([]);

const KEPT = 5;
let next = 0;

export function announce(words: string): void {
  if (words) announcements.value = [...announcements.value, { id: next++, words }].slice(-KEPT);
}

const NAMES: Readonly<Record<Author, Phrase>> = { shopper: 'you', bot: 'assistant', agent: 'agent', system: 'notice' };

/** A finished message as one announcement. */
export function spoken(message: Message): string {
  return `${t(NAMES[message.author])}: ${message.parts.map(spokenPart).filter(Boolean).join(' ')}`;
}

function spokenPart(part: Part): string {
  switch (part.kind) {
    case 'text':
    case 'answer':
      return plain(part.text);
    case 'image':
      return t('picture');
    case 'file':
      return t('fileNamed', { name: part.name });
    case 'order':
      return `${t('order', { id: part.order_id })}: ${phraseFor('orderStatus_', part.status) ?? part.status}.`;
    case 'products':
      return `${t('countProducts', { count: part.items.length })}: ${part.items.map((item) => item.title).join(', ')}.`;
    case 'choices':
      return t('countChoices', { titles: part.items.map((choice) => choice.title).join(', ') });
    case 'confirmation':
      return `${t('confirmation')}: ${plain(part.summary)}`;
    case 'form':
      return t('formAsks', { labels: part.labels });
    case 'handoff':
      return [handoffWords(part), ...placeWords(part)].join(' ');
    case 'insight':
      return `${part.title}. ${plain(part.text ?? '')}`;
  }
}
