import { formatTime } from '../../shared/text/formats';
import type { Found } from './client';
import { w, type TalksPhrase } from './words';

interface Props {
  readonly found: Found;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

const WHOSE: Readonly<Record<Found['status'], TalksPhrase>> = { bot: 'bot', queued: 'waiting', assigned: 'others', closed: 'closed' };

/** A conversation in a list: what it is about, who has it, and what was said last. */
export function FoundEntry({ found, chosen, onChoose }: Props) {
  const look = chosen ? 'border-primary bg-base-100' : 'border-transparent hover:bg-base-100';
  const whose = found.status === 'assigned' ? (found.isMine ? w('mine') : (found.agent ?? w('others'))) : w(WHOSE[found.status]);
  return (
    <button type="button" class={`flex min-h-11 w-full flex-col rounded-xl border-2 p-2 text-start ${look}`} aria-current={chosen} onClick={onChoose}>
      <span class="line-clamp-2 font-medium">{found.title}</span>
      <span class="flex w-full justify-between gap-2 text-xs text-base-content/75">
        <span>
          {whose} · {w(found.signedIn ? 'signedIn' : 'guest')}
        </span>
        <time dateTime={found.lastAt}>{formatTime(found.lastAt)}</time>
      </span>
      {found.last && found.last !== found.title && <span class="line-clamp-1 w-full text-sm text-base-content/75">{found.last}</span>}
    </button>
  );
}
