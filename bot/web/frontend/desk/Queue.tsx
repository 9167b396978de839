import { useState } from 'preact/hooks';
import { formatTime } from '../shared/text/formats';
import { f } from './attach/words';
import type { Handoff } from './client';
import type { Desk } from './desk';
import { LateBadge } from './figures/LateBadge';
import { Badges } from './standing/Badges';
import { h } from './standing/words';
import { UnsentBadge } from './Unsent';
import { d, type DeskPhrase } from './words';

/** Who waits (for a team of mine first), whom I answer, and who is with colleagues. */
export function Queue({ desk }: { desk: Desk }) {
  const [onlySilent, setOnlySilent] = useState(false);
  const silent = desk.handoffs.value.filter((one) => one.silentSince);
  // The filter ends with the last of them.
  const filters = onlySilent && silent.length > 0;
  const all = filters ? silent : desk.handoffs.value;
  const groups: readonly [DeskPhrase, readonly Handoff[]][] = [
    ['myTeams', all.filter((one) => one.state === 'waiting' && one.isMyTeam)],
    ['waiting', all.filter((one) => one.state === 'waiting' && !one.isMyTeam)],
    ['mine', all.filter((one) => one.isMine)],
    ['others', all.filter((one) => one.state !== 'waiting' && !one.isMine)],
  ];
  return (
    <nav class="flex flex-col gap-4 p-3" aria-label={d('desk')}>
      {silent.length > 0 && (
        <button type="button" class={`btn btn-sm min-h-11 self-start ${filters ? 'btn-active' : ''}`} aria-pressed={filters} onClick={() => setOnlySilent(!filters)}>
          {h('onlySilent', { count: silent.length })}
        </button>
      )}
      {all.length === 0 && <p class="p-2 text-base-content/75">{d('nobodyWaits')}</p>}
      {groups
        .filter(([, found]) => found.length > 0)
        .map(([group, found]) => (
          <section key={group}>
            <h2 class="px-2 pb-1 text-sm font-semibold">
              {d(group)} <span class="badge badge-sm">{found.length}</span>
            </h2>
            <ul class="flex flex-col gap-1">
              {found.map((one) => (
                <li key={one.conversationId}>
                  <Entry desk={desk} handoff={one} chosen={one.conversationId === desk.chosen.value} onChoose={() => desk.choose(one.conversationId)} />
                </li>
              ))}
            </ul>
          </section>
        ))}
    </nav>
  );
}

interface EntryProps {
  readonly desk: Desk;
  readonly handoff: Handoff;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function Entry({ desk, handoff, chosen, onChoose }: EntryProps) {
  // What came without words was a picture or a file.
  const last = handoff.last?.words || (handoff.last?.files ? f('sent') : '');
  const look = chosen ? 'border-primary bg-base-100' : 'border-transparent hover:bg-base-100';
  return (
    <button type="button" class={`flex min-h-11 w-full flex-col rounded-xl border-2 p-2 text-start ${look}`} aria-current={chosen} onClick={onChoose}>
      <span class="line-clamp-2 font-medium">{handoff.reason}</span>
      <Badges handoff={handoff} />
      <UnsentBadge desk={desk} id={handoff.conversationId} />
      <span class="flex w-full justify-between gap-2 text-xs text-base-content/75">
        <span>
          {d('since', { time: formatTime(handoff.askedAt) })} <LateBadge id={handoff.conversationId} />
        </span>
        {handoff.team && <span class="max-w-32 truncate">{d('ofTeam', { name: handoff.team })}</span>}
        {handoff.agent && !handoff.isMine && <span>{d('with', { name: handoff.agent })}</span>}
      </span>
      {last && last !== handoff.reason && <span class="line-clamp-1 w-full text-sm text-base-content/75">{last}</span>}
    </button>
  );
}
