import type { HandoffPart } from '../api/parts';
import type { Phrase } from '../i18n/en';
import { t } from '../i18n/phrases';
import { Icon } from '../ui/Icon';

const WORDS: Readonly<Record<HandoffPart['status'], Phrase>> = {
  queued: 'handoffQueued',
  assigned: 'handoffAssigned',
  returned: 'handoffReturned',
  left_message: 'handoffLeftMessage',
};

/** Where the way to a person stands, as the service committed it. */
export function Handoff({ status, position, hours }: HandoffPart) {
  return (
    <div class="flex w-full items-start gap-3 rounded-xl border border-base-300 bg-base-100 p-3 text-sm">
      <span class="pt-0.5">
        <Icon name={status === 'returned' ? 'chat' : 'person'} />
      </span>
      <div>
        <p class="font-semibold">{t(WORDS[status])}</p>
        {position !== undefined && status === 'queued' && <p>{t('handoffPosition', { position })}</p>}
        {hours && <p class="text-base-content/75">{t('handoffHours', { hours })}</p>}
      </div>
    </div>
  );
}
