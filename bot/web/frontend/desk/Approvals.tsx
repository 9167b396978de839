import { useState } from 'preact/hooks';
import { formatMoney, formatTime } from '../shared/text/formats';
import type { Asked } from './client';
import type { Desk } from './desk';
import { Field } from './Field';
import { d } from './words';

/** Changes over a limit: each is decided once, and done by the same safe write that a shopper's yes begins. */
export function Approvals({ desk }: { desk: Desk }) {
  const asked = desk.approvals.value;
  return (
    <section class="flex flex-col gap-2 p-3" aria-label={d('approvals')}>
      <h2 class="px-2 text-sm font-semibold">
        {d('approvals')} <span class="badge badge-sm">{asked.length}</span>
      </h2>
      {asked.length === 0 && <p class="px-2 text-sm text-base-content/75">{d('noApprovals')}</p>}
      {asked.map((one) => (
        <Request key={one.id} asked={one} desk={desk} />
      ))}
    </section>
  );
}

function Request({ asked, desk }: { asked: Asked; desk: Desk }) {
  const [word, setWord] = useState('');
  const { amount, currency } = asked.amount;
  const money = d(amount < 0 ? 'moneyPaid' : 'moneyBack', {
    amount: formatMoney({ amount: Math.abs(amount), currency }),
    method: asked.method,
  });
  return (
    <article class="flex flex-col gap-2 rounded-xl border border-base-300 bg-base-100 p-3 text-sm">
      <h3 class="font-semibold">
        {kindWords(asked.kind)} · {asked.subject}
      </h3>
      <p>{money}</p>
      <p class="text-base-content/75">
        {asked.isHalfDone ? d('halfDone') : d('limits', { limits: asked.limits.join(', ') })} · {formatTime(asked.askedAt)}
      </p>
      <Field label={d('word')} value={word} onChange={setWord} />
      <div class="flex gap-2">
        <button type="button" class="btn btn-primary btn-sm min-h-11" onClick={() => void desk.decide(asked.id, 'approve', word)}>
          {d(asked.isHalfDone ? 'tryAgain' : 'approve')}
        </button>
        <button type="button" class="btn btn-sm min-h-11" disabled={!word.trim()} onClick={() => void desk.decide(asked.id, 'refuse', word)}>
          {d(asked.isHalfDone ? 'seenTo' : 'refuse')}
        </button>
      </div>
    </article>
  );
}

/** A deed of the shop's people is called as on the page of requests; what a customer asked for, as it is kept. */
function kindWords(kind: string): string {
  return kind === 'settle_claim' ? d('settleClaim') : kind.replaceAll('_', ' ');
}
