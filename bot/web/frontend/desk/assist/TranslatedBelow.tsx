import type { Message } from '../../shared/api/message';
import { language } from '../../shared/i18n/phrases';
import type { Assist } from './assist';
import { isForeign, type Made } from './wordings';
import { w } from './wordingWords';

/** Under a message in the other language: what a machine makes of it. The original stands above, as it was written. */
export function TranslatedBelow({ assist, message }: { assist: Assist; message: Message }) {
  if (!assist.model.value || !isForeign(message)) return null;
  const made = assist.wordings.made.value.get(message.id);
  return (
    <div class="flex max-w-[88%] flex-col gap-1 text-sm text-base-content" lang={language.value} data-translated={made?.is ?? 'none'}>
      {made?.is === 'found' ? (
        <div class="rounded-xl border border-dashed border-base-content/50 px-4 py-2">
          <span class="badge badge-sm">{w('machine')}</span>
          <p class="wrap-anywhere pt-1 whitespace-pre-line">{made.text}</p>
        </div>
      ) : (
        <>
          <p role="status" class={made ? 'text-base-content/75' : 'sr-only'}>
            {made && words(made)}
          </p>
          {made?.is !== 'loading' && (
            <button type="button" class="btn btn-ghost btn-sm min-h-11 self-start" onClick={() => void assist.wordings.translate(message.id)}>
              {w(made ? 'translateAgain' : 'translate')}
            </button>
          )}
        </>
      )}
    </div>
  );
}

function words(made: Exclude<Made, { is: 'found' }>): string {
  if (made.is === 'loading') return w(made.slow ? 'slow' : 'translating');
  return made.is === 'failed' ? made.why : w('differs', { figures: made.figures.join(', ') });
}

/** Above the talk, where a part of it is in the other language. */
export function TranslateBar({ assist }: { assist: Assist }) {
  const foreign = assist.desk.state.value.messages.filter(isForeign);
  const { progress, made } = assist.wordings;
  if (foreign.length === 0 || assist.model.value === undefined) return null;
  const isLeft = foreign.some((message) => made.value.get(message.id)?.is !== 'found');
  const at = progress.value;
  return (
    <div class="flex min-h-11 flex-wrap items-center gap-2 border-b border-base-300 px-4 py-1 text-sm">
      <p role="status" class="text-base-content/75">
        {at ? w('progress', { done: at.done + 1, of: at.of }) : w(assist.model.value ? 'foreign' : 'off')}
      </p>
      {assist.model.value && isLeft && (
        <button type="button" class="btn btn-sm min-h-11" disabled={at !== null} onClick={() => void assist.wordings.translateAll()}>
          {w('translateAll')}
        </button>
      )}
    </div>
  );
}
