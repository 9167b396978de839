import { useState } from 'preact/hooks';
import { language } from '../../shared/i18n/phrases';
import type { Language } from '../../shared/i18n/language';
import type { Message } from '../../shared/api/message';
import type { Assist, Found } from './assist';
import type { Translation } from './client';
import { a } from './words';

const MOST = 3;
const NAMES = { en: 'inEnglish', zh: 'inChinese' } as const;

/** The other language, by machine and marked as such: the original always stands beside it, and figures never change. */
export function TranslateCard({ assist, mayReply }: { assist: Assist; mayReply: boolean }) {
  if (assist.model.value === undefined) return null;
  const foreign = foreignWords(assist.desk.state.value.messages);
  const theirs = theirLanguage(assist.desk.state.value.messages);
  const draft = assist.desk.draft.value.trim();
  return (
    <section class="flex flex-col gap-2 text-sm">
      <h2 class="text-base font-semibold">{a('translate')}</h2>
      {!assist.model.value && <p class="text-base-content/75">{a('translateOff')}</p>}
      {assist.model.value && foreign.length === 0 && !draft && <p class="text-base-content/75">{a('translateNothing')}</p>}
      {assist.model.value && foreign.map((words) => <Translated key={words} assist={assist} words={words} into={language.value} />)}
      {assist.model.value && mayReply && draft && theirs && <Translated key={draft} assist={assist} words={draft} into={theirs} isDraft />}
    </section>
  );
}

interface Props {
  readonly assist: Assist;
  readonly words: string;
  readonly into: Language;
  /** The reply that is being written. */
  readonly isDraft?: boolean;
}

function Translated({ assist, words, into, isDraft = false }: Props) {
  const [found, setFound] = useState<Found<Translation>>({ is: 'idle' });
  const translate = async (): Promise<void> => {
    const id = assist.desk.chosen.peek();
    if (!id) return;
    setFound({ is: 'loading' });
    const made = await assist.client.translation(id, words, into).catch(() => undefined);
    setFound(made ? { is: 'found', value: made } : { is: 'failed' });
  };
  return (
    <article class="flex flex-col gap-2 rounded-xl border border-base-300 bg-base-100 p-3">
      <p class="wrap-anywhere whitespace-pre-line">{words}</p>
      <div role="status">
        {found.is === 'loading' && a('translating')}
        {found.is === 'failed' && a('translateFailed')}
        {found.is === 'found' && !found.value.text && a('differs', { figures: found.value.differs.join(', ') })}
        {found.is === 'found' && found.value.text && (
          <>
            <span class="badge badge-sm">{a('machine')}</span>
            <p class="wrap-anywhere pt-1 whitespace-pre-line" lang={into}>
              {found.value.text}
            </p>
          </>
        )}
      </div>
      {found.is !== 'found' && (
        <button type="button" class="btn btn-outline btn-sm min-h-11 self-start border-base-content/50" disabled={found.is === 'loading'} onClick={() => void translate()}>
          {a(isDraft ? 'translateDraft' : 'translateInto', { language: a(NAMES[into]) })}
        </button>
      )}
      {isDraft && found.is === 'found' && found.value.text && (
        <button type="button" class="btn btn-primary btn-sm min-h-11 self-start" onClick={() => assist.use(found.value.text!)}>
          {a('useTranslation')}
        </button>
      )}
    </article>
  );
}

/** The newest words of the customer that are not in the reader's language. */
function foreignWords(messages: readonly Message[]): string[] {
  const theirs = messages.filter((message) => message.author === 'shopper' && message.language && message.language !== language.value);
  const words = theirs.map((message) => message.parts.map((part) => (part.kind === 'text' ? part.text : '')).join(' ').trim());
  return [...new Set(words.filter(Boolean))].slice(-MOST);
}

/** The customer's language, where it is not the reader's. */
function theirLanguage(messages: readonly Message[]): Language | undefined {
  const last = messages.findLast((message) => message.author === 'shopper')?.language;
  return (last === 'en' || last === 'zh') && last !== language.value ? last : undefined;
}
