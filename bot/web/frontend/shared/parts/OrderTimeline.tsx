import type { TimelineStep } from '../api/parts';
import { phraseFor, t } from '../i18n/phrases';
import { formatDay } from '../text/formats';
import { Icon } from '../ui/Icon';

/** How far an order has come: what is done has a tick, and a day where the shop's data hold one. */
export function OrderTimeline({ steps }: { steps: readonly TimelineStep[] }) {
  return (
    <ol class="flex" aria-label={t('timeline')}>
      {steps.map(({ step, done, at }, index) => (
        <li key={step} class="relative flex min-w-0 flex-1 flex-col items-center gap-1 text-center text-xs" data-step={step} data-done={done}>
          {index > 0 && <span class={`absolute end-1/2 top-2.5 h-0.5 w-full ${done ? 'bg-base-content' : 'bg-base-300'}`} aria-hidden="true" />}
          <span class={`relative z-[1] grid size-5 place-items-center rounded-full border-2 ${done ? 'border-base-content bg-base-content text-base-100' : 'border-base-content/60 bg-base-100'}`}>
            {done && <Icon name="check" size={12} />}
          </span>
          <span class={done ? 'font-semibold' : 'text-base-content/75'}>
            {phraseFor('step_', step) ?? step}
            {!done && <span class="sr-only">{t('stepToCome')}</span>}
          </span>
          {at && <time dateTime={at} class="text-base-content/75">{formatDay(at)}</time>}
        </li>
      ))}
    </ol>
  );
}
