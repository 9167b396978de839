import { useEffect } from 'preact/hooks';
import { t } from '../../shared/i18n/phrases';
import type { Canned } from './canned';
import { m } from './macroWords';
import { a } from './words';

export const CANNED_LIST = 'canned-list';

/** The option that is marked, for the field's `aria-activedescendant`. */
export function markedOption(canned: Canned): string | undefined {
  return canned.matches.value?.length ? `canned-${canned.marked.value}` : undefined;
}

/** Above the reply: the ready-made replies that fit what is typed, and what a chosen one still lacks. */
export function CannedMenu({ canned }: { canned: Canned }) {
  const found = canned.matches.value;
  const holes = canned.holes.value;
  const isOpen = found !== null || holes.length > 0;
  useEffect(() => {
    if (isOpen) void canned.read();
  }, [isOpen, canned]);
  if (!isOpen) return null;
  const isReading = canned.reading.value;
  return (
    <div class="border-t border-base-300 bg-base-100 px-3 pt-3 text-sm">
      <p role="status" class={isReading ? 'pb-2 text-base-content/75' : 'sr-only'}>
        {isReading && a('cannedReading')}
      </p>
      {holes.length > 0 && !isReading && (
        <p role="alert" class="pb-2 text-error">
          {a('cannedMissing', { names: holes.join(' ') })}
        </p>
      )}
      <Unread canned={canned} />
      <OrderChoice canned={canned} />
      {found && <Found canned={canned} />}
    </div>
  );
}

/** What could not be read, and a way to try again. */
function Unread({ canned }: { canned: Canned }) {
  const failed = [
    canned.repliesReading.value === 'failed' && a('cannedUnread'),
    canned.macros.reading.value === 'failed' && m('unread'),
    canned.filled.value?.reading === 'failed' && a('cannedUnfilled'),
  ].filter((words) => words !== false);
  if (failed.length === 0) return null;
  const readAgain = (): void => {
    document.querySelector<HTMLTextAreaElement>('textarea[data-reply]')?.focus();
    void canned.read();
  };
  return (
    <div role="alert" class="flex flex-wrap items-center gap-2 pb-2 text-error">
      <p>{failed.join(' ')}</p>
      <button type="button" class="btn btn-sm min-h-11" onClick={readAgain}>
        {t('retry')}
      </button>
    </div>
  );
}

function Found({ canned }: { canned: Canned }) {
  const found = canned.matches.value ?? [];
  const isNone = found.length === 0 && !canned.reading.value && canned.repliesReading.value === 'known';
  return (
    <>
      {isNone && <p class="pb-1 text-base-content/75">{a(canned.replies.value.length === 0 ? 'cannedEmpty' : 'cannedNone')}</p>}
      {found.length > 0 && (
        <ul id={CANNED_LIST} role="listbox" aria-label={a('canned')} class="max-h-[clamp(6.5rem,20dvh,14rem)] overflow-y-auto rounded-xl border border-base-300">
          {found.map((match, index) => (
            <li
              key={match.is === 'reply' ? match.reply.id : match.macro.id}
              id={`canned-${index}`}
              role="option"
              aria-selected={index === canned.marked.value}
              aria-disabled={canned.reading.value}
              class={`flex min-h-11 cursor-pointer flex-col justify-center px-3 py-1.5 ${index === canned.marked.value ? 'bg-base-300' : ''}`}
              onMouseDown={(event) => {
                // The focus stays where the reply is written.
                event.preventDefault();
                canned.take(match);
              }}
            >
              {match.is === 'reply' ? (
                <>
                  <span class="font-semibold">/{match.reply.shortcut}</span>
                  <span class="line-clamp-1 text-base-content/75">{canned.preview(match.reply)}</span>
                </>
              ) : (
                <>
                  <span class="font-semibold">
                    /{match.macro.shortcut} <span class="badge badge-sm">{m('macro')}</span>
                  </span>
                  <span class="line-clamp-1 text-base-content/75">{match.macro.name}</span>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {canned.desk.decides && (
        <button type="button" class="btn btn-ghost btn-sm mt-1 min-h-11" onClick={() => void canned.edit()}>
          {a('cannedEdit')}
        </button>
      )}
    </>
  );
}

/** Which order the variables speak of, where there are several. */
function OrderChoice({ canned }: { canned: Canned }) {
  const filled = canned.filled.value;
  if (!filled || filled.orders.length < 2) return null;
  return (
    <label class="flex items-center gap-2 pb-2">
      <span aria-hidden="true">{a('cannedOrder')}</span>
      <select aria-label={a('cannedOrder')} class="select select-sm min-h-11 w-auto border-base-content/50" value={filled.order} onChange={(event) => void canned.choose(event.currentTarget.value)}>
        {!filled.order && <option value="">{a('cannedChoose')}</option>}
        {filled.orders.map((order) => (
          <option key={order} value={order}>
            {order}
          </option>
        ))}
      </select>
    </label>
  );
}
