import type { HandoffPart } from '../api/parts';
import type { Phrase } from '../i18n/en';
import { t } from '../i18n/phrases';
import type { Side } from '../chat/Said';
import { Icon } from '../ui/Icon';
import { DESK_REASONS, placeWords, REASONS } from './handoffWords';

/** By who reads it. */
const WORDS: Readonly<Record<Side, Readonly<Record<HandoffPart['status'], Phrase>>>> = {
  shopper: {
    queued: 'handoffQueued',
    assigned: 'handoffAssigned',
    transferred: 'handoffTransferred',
    returned: 'handoffReturned',
    left_message: 'handoffLeaveMessage',
  },
  agent: {
    queued: 'handoffAsked',
    assigned: 'handoffAssigned',
    transferred: 'handoffTransferred',
    returned: 'handoffGivenBack',
    left_message: 'handoffMessageAsked',
  },
};

/** What a notice says first; whoever has the conversation is named by the name that shoppers know. */
export function handoffWords({ status, agent, why }: HandoffPart, words = WORDS.shopper): string {
  if (why) return t((words === WORDS.shopper ? REASONS : DESK_REASONS)[why]);
  if (status === 'transferred' && agent) return t('handoffTransferredTo', { agent });
  return status === 'assigned' && agent ? t('handoffAssignedTo', { agent }) : t(words[status]);
}

/** Where the way to a person stands, as the service committed it. */
export function Handoff(part: HandoffPart & { readonly own: Side; readonly waits: boolean }) {
  const { status, hours, own, waits } = part;
  return (
    <div class="flex w-full items-start gap-3 rounded-xl border border-base-300 bg-base-100 p-3 text-sm">
      <span class="pt-0.5">
        <Icon name={status === 'returned' ? 'chat' : 'person'} />
      </span>
      <div>
        <p class="font-semibold">{handoffWords(part, WORDS[own])}</p>
        {own === 'shopper' && waits && placeWords(part).map((words) => <p key={words}>{words}</p>)}
        {own === 'shopper' && hours && <p class="text-base-content/75">{t('handoffHours', { hours })}</p>}
      </div>
    </div>
  );
}
