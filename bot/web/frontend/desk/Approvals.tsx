import { useEffect, useMemo, useState } from 'preact/hooks';
import { formatMoney, formatTime } from '../shared/text/formats';
import { keepFocus } from '../shared/ui/keepFocus';
import { Decisions, type Decision } from './approvals/decisions';
import { endWords, isOver, isWell, type End } from './approvals/ends';
import { kindWords, limitsWords, p } from './approvals/words';
import type { Asked } from './client';
import type { Desk } from './desk';
import { Field } from './Field';
import { d } from './words';

/** Of a word to the customer, in letters. */
const LONGEST = 1000;

/** Changes over a limit: each is decided once, and done by the same safe write that a shopper's yes begins. How it ended stays until it is put away. */
export function Approvals({ desk }: { desk: Desk }) {
  const decisions = useMemo(() => new Decisions(desk), [desk]);
  useEffect(() => decisions.follow(), [decisions]);
  const asked = desk.approvals.value;
  const made = decisions.made.value;
  const gone = made.map((one) => one.asked).filter(({ id }) => !asked.some((one) => one.id === id));
  const putAway = (id: string): void => {
    decisions.putAway(id);
    keepFocus('[data-approvals]');
  };
  return (
    <section class="flex flex-col gap-2 p-3" aria-label={d('approvals')}>
      <h2 data-approvals tabIndex={-1} class="px-2 text-sm font-semibold">
        {d('approvals')} <span class="badge badge-sm">{asked.length}</span>
      </h2>
      {asked.length === 0 && <p class="px-2 text-sm text-base-content/75">{d('noApprovals')}</p>}
      {[...asked, ...gone].sort(byAge).map((one) => (
        <Request key={one.id} asked={one} isListed={!gone.includes(one)} decision={made.find(({ asked: { id } }) => id === one.id)} decisions={decisions} onPutAway={() => putAway(one.id)} />
      ))}
    </section>
  );
}

interface RequestProps {
  readonly asked: Asked;
  readonly isListed: boolean;
  readonly decision: Decision | undefined;
  readonly decisions: Decisions;
  readonly onPutAway: () => void;
}

function Request({ asked, isListed, decision, decisions, onPutAway }: RequestProps) {
  const { amount, currency } = asked.amount;
  const money = d(amount < 0 ? 'moneyPaid' : 'moneyBack', {
    amount: formatMoney({ amount: Math.abs(amount), currency }),
    method: asked.method,
  });
  const end = decision?.end;
  const isBusy = decision !== undefined && !end;
  const isOpen = isBusy || (isListed && !(end && (isOver(end) || end.state === 'claimed')));
  return (
    <article class="flex flex-col gap-2 rounded-xl border border-base-300 bg-base-100 p-3 text-sm" aria-busy={isBusy} data-owed={decision && ''}>
      <h3 class="font-semibold">
        {kindWords(asked.kind)} · {asked.subject}
      </h3>
      <p>{money}</p>
      {isOpen && (
        <p class="text-base-content/75">
          {asked.isHalfDone ? d('halfDone') : limitsWords(asked.limits)} · {formatTime(asked.askedAt)}
        </p>
      )}
      <Ended end={end} />
      {isOpen ? <WordForm asked={asked} isBusy={isBusy} decisions={decisions} /> : <PutAway id={asked.id} onPutAway={onPutAway} />}
    </article>
  );
}

function WordForm({ asked, isBusy, decisions }: { asked: Asked; isBusy: boolean; decisions: Decisions }) {
  const [word, setWord] = useState('');
  const decide = (decision: 'approve' | 'refuse') => (): void => void decisions.decide(asked, decision, word);
  return (
    <>
      <Field label={d('word')} value={word} required={false} maxLength={LONGEST} onChange={setWord} />
      <div class="flex gap-2">
        <button type="button" class="btn btn-primary btn-sm min-h-11" aria-disabled={isBusy} onClick={decide('approve')}>
          {d(asked.isHalfDone ? 'tryAgain' : 'approve')}
        </button>
        <button type="button" class="btn btn-sm min-h-11" disabled={!word.trim()} aria-disabled={isBusy} onClick={decide('refuse')}>
          {d(asked.isHalfDone ? 'seenTo' : 'refuse')}
        </button>
      </div>
    </>
  );
}

/** How it ended, for eyes and for screen readers. */
function Ended({ end }: { end: End | undefined }) {
  const words = end ? endWords(end) : '';
  const isFine = end !== undefined && isWell(end);
  return (
    <>
      <p role="alert" class={words && !isFine ? 'wrap-anywhere text-error' : 'sr-only'}>
        {isFine ? '' : words}
      </p>
      <p role="status" class={isFine ? 'text-success' : 'sr-only'}>
        {isFine ? words : ''}
      </p>
    </>
  );
}

/** It takes the focus that the button which was pressed has lost by going away. */
function PutAway({ id, onPutAway }: { id: string; onPutAway: () => void }) {
  useEffect(() => keepFocus(`[data-put-away="${id}"]`), [id]);
  return (
    <button type="button" data-put-away={id} class="btn btn-sm min-h-11 self-start" onClick={onPutAway}>
      {p('putAway')}
    </button>
  );
}

function byAge(one: Asked, other: Asked): number {
  return Date.parse(one.askedAt) - Date.parse(other.askedAt);
}
