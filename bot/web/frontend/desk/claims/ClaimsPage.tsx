import { useEffect, useId, useState } from 'preact/hooks';
import { language } from '../../shared/i18n/phrases';
import { formatDay, formatMoney, formatTime } from '../../shared/text/formats';
import { Selected } from '../account/Selected';
import { troubleWords } from '../deed';
import type { Desk } from '../desk';
import { Sheet } from '../Page';
import { ClaimPane } from './ClaimPane';
import { fetchClaims, KINDS, STATES, type Claim, type Found, type Wanted } from './client';
import { c, told } from './words';

const LOOK_MS = 20_000;

/** Returns, exchanges and reported problems: the list, or one of them. */
export default function ClaimsPage({ desk }: { desk: Desk }) {
  const [chosen, setChosen] = useState<Claim | null>(null);
  const [wanted, setWanted] = useState<Wanted>({ state: 'open', kind: '', q: '', mine: false });
  if (chosen) return <ClaimPane key={`${chosen.orderId} ${chosen.claimId}`} desk={desk} claim={chosen} onBack={() => setChosen(null)} />;
  return <ClaimList desk={desk} wanted={wanted} onWant={setWanted} onChoose={setChosen} />;
}

interface Props {
  readonly desk: Desk;
  readonly wanted: Wanted;
  readonly onWant: (wanted: Wanted) => void;
  readonly onChoose: (claim: Claim) => void;
}

function ClaimList({ desk, wanted, onWant, onChoose }: Props) {
  const [trouble, setTrouble] = useState('');
  const [found, setFound] = useState<Found | null>(null);
  const [q, setQ] = useState(wanted.q);
  const id = useId();
  useEffect(() => {
    let still = true;
    // What was asked for before is dropped when its answer comes: the newest question alone is answered.
    const look = (): Promise<void> =>
      fetchClaims(desk.client, wanted).then(
        (page) => still && (setFound(page), setTrouble('')),
        (error: unknown) => still && setTrouble(troubleWords(error)),
      ) as Promise<void>;
    void look();
    const timer = setInterval(() => !document.hidden && void look(), LOOK_MS);
    return () => {
      still = false;
      clearInterval(timer);
    };
  }, [wanted, language.value]);
  const submit = (event: Event): void => {
    event.preventDefault();
    onWant({ ...wanted, q: q.trim() });
  };
  const states = ['', 'open', 'overdue', ...STATES].map((state) => [state, told('', state || 'all')] as const);
  const kinds = ['', ...KINDS].map((kind) => [kind, told('', kind || 'all')] as const);
  return (
    <Sheet title={c('requests')}>
      <p class="text-sm text-base-content/75">{c('more')}</p>
      {found && !found.isOffered && <p class="rounded-xl border border-base-300 bg-base-100 p-3 text-sm">{c('system')}</p>}
      {found && <Counts counts={found.counts} />}
      <form class="grid gap-3 sm:grid-cols-2 lg:grid-cols-5 lg:items-end" onSubmit={submit}>
        <Selected label={c('state')} value={wanted.state} options={states} onChange={(state) => onWant({ ...wanted, state })} />
        <Selected label={c('kind')} value={wanted.kind} options={kinds} onChange={(kind) => onWant({ ...wanted, kind })} />
        <div class="flex flex-col gap-1">
          <label for={id} class="text-sm font-medium">
            {c('search')}
          </label>
          <input id={id} class="input min-h-11 w-full border-base-content/50 text-base" maxLength={100} autocomplete="off" placeholder={c('searchHint')} value={q} onInput={(event) => setQ(event.currentTarget.value)} />
        </div>
        <label class="flex min-h-11 items-center gap-2">
          <input type="checkbox" class="checkbox border-base-content/60" checked={wanted.mine} onChange={(event) => onWant({ ...wanted, mine: event.currentTarget.checked })} />
          {c('mineOnly')}
        </label>
        <button type="submit" class="btn btn-primary min-h-11">
          {c('show')}
        </button>
      </form>
      <p role="alert" class={trouble ? 'text-error' : 'sr-only'}>
        {trouble}
      </p>
      {found && found.claims.length === 0 && <p>{c('none')}</p>}
      {found && found.claims.length > 0 && (
        <ol class="flex flex-col divide-y divide-base-300 rounded-2xl border border-base-300 bg-base-100" aria-label={c('requests')}>
          {found.claims.map((claim) => (
            <li key={`${claim.orderId} ${claim.claimId}`}>
              <Entry claim={claim} onChoose={() => onChoose(claim)} />
            </li>
          ))}
        </ol>
      )}
      {found && found.leftOff > 0 && <p>{c('leftOff', { count: found.leftOff })}</p>}
    </Sheet>
  );
}

function Counts({ counts }: { counts: Found['counts'] }) {
  return (
    <dl class="flex flex-wrap gap-2" aria-label={c('counts')}>
      {(['open', 'overdue', ...STATES] as const).map((state) => (
        <div key={state} class="flex items-baseline gap-2 rounded-xl border border-base-300 bg-base-100 px-3 py-2 text-sm">
          <dt>{told('', state)}</dt>
          <dd class={`font-semibold ${state === 'overdue' && counts[state] ? 'text-error' : ''}`}>{counts[state] ?? 0}</dd>
        </div>
      ))}
    </dl>
  );
}

function Entry({ claim, onChoose }: { claim: Claim; onChoose: () => void }) {
  const who = claim.isMine ? c('you') : claim.worker ? c('with', { name: claim.worker }) : c('nobody');
  return (
    <button type="button" class="flex w-full flex-col gap-1 p-3 text-start text-sm hover:bg-base-200" onClick={onChoose}>
      <span class="flex flex-wrap items-center gap-2">
        <strong>
          {told('', claim.kind)} {claim.claimId}
        </strong>
        <span class="badge badge-sm">{told('', claim.status)}</span>
        {claim.isOverdue && <span class="badge badge-sm border-error bg-base-100 text-error">{c('overdue')}</span>}
        {claim.amount && <span class="ms-auto font-semibold">{formatMoney(claim.amount)}</span>}
      </span>
      <span>{claim.goods.join(', ')}</span>
      <span class="text-base-content/75">
        {[claim.orderId, claim.customer, c('asked', { time: formatTime(claim.at) }), claim.due && c('due', { day: formatDay(claim.due) }), who].filter(Boolean).join(' · ')}
      </span>
      {claim.awaits && <span class="font-medium">{c('awaits')}</span>}
    </button>
  );
}
