import type { Message } from '../../shared/api/message';
import type { Language } from '../../shared/i18n/language';
import { language } from '../../shared/i18n/phrases';
import type { Assist } from './assist';
import { STYLES, type Drafting, type Other, type Wish } from './drafting';
import { w } from './wordingWords';

/** The reply that is being written in other words, or in the customer's language: a machine's, and marked as such. */
export function DraftCard({ assist, mayReply }: { assist: Assist; mayReply: boolean }) {
  if (assist.model.value === undefined) return null;
  const { drafting } = assist;
  const draft = assist.desk.draft.value.trim();
  const theirs = theirLanguage(assist.desk.state.value.messages);
  const wishes: readonly Wish[] = theirs ? [...STYLES, theirs] : STYLES;
  const busy = drafting.wish.value !== null;
  return (
    <section class="flex flex-col gap-2 text-sm" aria-busy={busy}>
      <h2 class="text-base font-semibold">{w('title')}</h2>
      {!assist.model.value && <p class="text-base-content/75">{w('off')}</p>}
      {assist.model.value && mayReply && (
        <>
          {!draft && <p class="text-base-content/75">{w('empty')}</p>}
          {draft && (
            <div class="flex flex-wrap gap-2">
              {wishes.map((wish) => (
                <button key={wish} type="button" class="btn btn-outline btn-sm min-h-11 border-base-content/50" aria-disabled={busy} onClick={() => void drafting.ask(wish)}>
                  {w(wish)}
                </button>
              ))}
            </div>
          )}
          <p role="status" class={busy ? 'text-base-content/75' : 'sr-only'}>
            {busy && w(drafting.slow.value ? 'slow' : 'working')}
          </p>
          {drafting.trouble.value && (
            <p role="alert" class="text-error">
              {drafting.trouble.value}
            </p>
          )}
          {drafting.other.value && <Shown drafting={drafting} other={drafting.other.value} draft={draft} />}
          {drafting.own.value !== null && (
            <button type="button" class="btn btn-sm min-h-11 self-start" onClick={() => drafting.back()}>
              {w('back')}
            </button>
          )}
        </>
      )}
    </section>
  );
}

function Shown({ drafting, other, draft }: { drafting: Drafting; other: Other; draft: string }) {
  if (!other.text) return <p role="alert">{refusal(other)}</p>;
  const isTranslated = other.wish === 'en' || other.wish === 'zh';
  return (
    <article class="flex flex-col gap-2 rounded-xl border border-base-300 bg-base-100 p-3" data-other={other.wish}>
      <span class="badge badge-sm h-auto">{w(isTranslated ? 'machine' : 'byMachine')}</span>
      <p class="wrap-anywhere whitespace-pre-line" {...(isTranslated ? { lang: other.wish } : {})}>
        {other.text}
      </p>
      {other.leftOut.length > 0 && <p class="font-medium text-error">{w('leftOut', { what: other.leftOut.join(', ') })}</p>}
      {other.of !== draft && <p class="text-base-content/75">{w('earlier')}</p>}
      <div class="flex flex-wrap gap-2">
        <button type="button" class="btn btn-primary btn-sm min-h-11" onClick={() => drafting.take()}>
          {w('take')}
        </button>
        <button type="button" class="btn btn-sm min-h-11" onClick={() => (drafting.other.value = null)}>
          {w('leave')}
        </button>
      </div>
    </article>
  );
}

function refusal({ wish, wrong }: Other): string {
  if (wrong.length === 0) return w('unusable');
  return wish === 'en' || wish === 'zh' ? w('differs', { figures: wrong.join(', ') }) : w('added', { what: wrong.join(', ') });
}

/** The customer's language, where it is not the reader's. */
function theirLanguage(messages: readonly Message[]): Language | undefined {
  const last = messages.findLast((message) => message.author === 'shopper')?.language;
  return (last === 'en' || last === 'zh') && last !== language.value ? last : undefined;
}
