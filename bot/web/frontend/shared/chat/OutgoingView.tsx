import type { Outgoing } from '../conversation/state';
import { t } from '../i18n/phrases';
import { problemWords } from './problemWords';
import { Said } from './Said';

interface Props {
  readonly outgoing: Outgoing;
  readonly onRetry: () => void;
  readonly onEdit: () => void;
}

/** A message of this tab on its way, with how its delivery goes. */
export function OutgoingView({ outgoing, onRetry, onEdit }: Props) {
  const { delivery, problem, shown, pictures, kept, astray } = outgoing;
  const reason = problem && problemWords(problem);
  const trouble = delivery === 'failed' || delivery === 'refused';
  return (
    <li class="flex flex-col items-end gap-1" data-author="shopper" data-delivery={delivery}>
      <p class="sr-only">{t('you')}</p>
      {shown && (
        <div class={`max-w-[88%] rounded-2xl rounded-ee-md px-4 py-2.5 ${trouble ? 'border-2 border-error' : 'bg-primary text-primary-content'}`}>
          <Said words={shown} />
        </div>
      )}
      {pictures.map(({ url, name }, index) =>
        name ? (
          <p key={index} class="max-w-[88%] rounded-2xl border border-base-content/40 px-4 py-2 wrap-anywhere">
            {name}
          </p>
        ) : (
          <img key={index} src={url || undefined} alt={t('picture')} class="max-w-[60%] rounded-2xl" />
        ),
      )}
      {delivery === 'sending' && <p class="text-xs text-base-content/75">{t('sending')}</p>}
      {delivery === 'waiting' && <p class="text-xs text-base-content/75" role="status">{reason ?? t('waiting')}</p>}
      {kept === false && (delivery === 'waiting' || delivery === 'failed') && <p class="text-xs text-base-content/75" role="status">{t('keepPageOpen')}</p>}
      {trouble && (
        <div class="flex max-w-full flex-wrap items-center justify-end gap-x-2 text-sm" role="alert">
          <span class="text-error">{reason ?? t('failed')}</span>
          {delivery === 'failed' && (
            <button type="button" class="btn btn-sm min-h-9 pointer-coarse:min-h-11" onClick={onRetry}>
              {t('retry')}
            </button>
          )}
          {(delivery !== 'failed' || astray) && (
            <button type="button" class="btn btn-sm min-h-9 pointer-coarse:min-h-11" onClick={onEdit}>
              {t('edit')}
            </button>
          )}
        </div>
      )}
    </li>
  );
}
