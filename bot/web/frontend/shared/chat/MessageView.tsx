import type { ComponentChildren } from 'preact';
import type { Author, Message } from '../api/message';
import type { Choice, Part } from '../api/parts';
import type { Phrase } from '../i18n/en';
import { language, t } from '../i18n/phrases';
import { PartView } from '../parts/PartView';
import type { FormSending } from '../parts/sending';
import { formatTime } from '../text/formats';
import { Said, type Side } from './Said';

const NAMES: Readonly<Record<Author, Phrase>> = { shopper: 'you', bot: 'assistant', agent: 'agent', system: 'notice' };
const OWN = 'bg-primary text-primary-content rounded-ee-md';
const THEIRS = 'bg-base-100 border border-base-content/40 rounded-es-md';

const BUBBLES: Readonly<Record<Author, string>> = {
  shopper: THEIRS,
  bot: 'bg-base-200 rounded-es-md',
  agent: THEIRS,
  system: 'bg-transparent text-center text-base-content/75',
};

interface Props {
  readonly message: Message;
  /** Whose face this is. */
  readonly own: Side;
  readonly open: boolean;
  /** Whether it tells of a wait that goes on. */
  readonly waits: boolean;
  /** Whether the author's name is written above: at the start of a run of messages. */
  readonly named: boolean;
  /** Whether its form may still be sent. */
  readonly fillable: boolean;
  readonly sending: FormSending;
  readonly onChoose: (choice: Choice) => void;
  readonly below?: ((message: Message) => ComponentChildren) | undefined;
}

/** One message: its words in a bubble, its cards below at full width. */
export function MessageView({ message, own, open, fillable, sending, waits, named, onChoose, below }: Props) {
  const { author, at, parts, draft } = message;
  const side = author === own ? 'items-end' : author === 'system' ? 'items-center' : 'items-start';
  // Where a form that is shown asks for the same, the choices would ask twice.
  const asksTwice = fillable && parts.some((part) => part.kind === 'form' && part.insteadOfChoices);
  const shown = asksTwice ? parts.filter((part) => part.kind !== 'choices') : parts;
  const foreign = message.language && message.language !== language.value ? { lang: message.language } : {};
  return (
    <li class={`flex flex-col gap-2 ${side}`} data-author={author} data-draft={draft} {...foreign}>
      <p class={named && author !== 'system' ? 'flex gap-2 text-xs text-base-content/75' : 'sr-only'}>
        <span>{t(author === 'shopper' && own === 'agent' ? 'customer' : NAMES[author])}</span>
        {at && <time dateTime={at}>{formatTime(at)}</time>}
      </p>
      {shown.map((part, index) => (
        <div key={index} class={inBubble(part) ? `max-w-[88%] min-w-0 rounded-2xl px-4 py-2.5 ${author === own ? OWN : BUBBLES[author]}` : part.kind === 'image' ? 'max-w-[60%]' : part.kind === 'file' ? 'max-w-[88%]' : 'w-full min-w-0'}>
          {author === 'shopper' && part.kind === 'text' ? <Said words={part.text} /> : <PartView part={part} own={own} open={open} fillable={fillable} sending={sending} waits={waits} onChoose={onChoose} />}
        </div>
      ))}
      {below?.(message)}
    </li>
  );
}

function inBubble(part: Part): boolean {
  return part.kind === 'text' || part.kind === 'answer';
}
