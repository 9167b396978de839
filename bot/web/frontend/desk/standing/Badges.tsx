import { formatTime } from '../../shared/text/formats';
import type { Handoff } from '../client';
import { h } from './words';

/** What is to be seen of a request in the list. */
export function Badges({ handoff }: { handoff: Handoff }) {
  const { unread, isMine, silentSince, undelivered, priority, raised } = handoff;
  if (!(isMine && unread) && !silentSince && !undelivered && !(priority > 0 && raised.length)) return null;
  return (
    <span class="flex flex-wrap gap-1 py-0.5">
      {isMine && unread > 0 && <span class="badge badge-sm badge-primary">{h('unread', { count: unread })}</span>}
      {priority > 0 && raised.length > 0 && <span class="badge badge-sm border-base-content/50">{h('urgent', { priority })}</span>}
      {silentSince && <span class="badge badge-sm border-base-content/50">{h('silent', { time: formatTime(silentSince) })}</span>}
      {undelivered > 0 && <span class="badge badge-sm border-error text-error">{h('undelivered')}</span>}
    </span>
  );
}
