import { useState } from 'preact/hooks';
import { Changes } from '../../shared/parts/Confirmation';
import type { Assist } from './assist';
import type { Action } from './client';
import { a, type AssistPhrase } from './words';

const ORIGINS: Readonly<Record<Action['origin'], AssistPhrase>> = { shown: 'actionShown', asked: 'actionAsked', awaits: 'actionAwaits' };

/** What the customer asked for and was not done: proposed to them with its difference, and made on their yes. */
export function ActionsCard({ assist, isMine }: { assist: Assist; isMine: boolean }) {
  const found = assist.actions.value;
  return (
    <section class="flex flex-col gap-2" aria-busy={found.is === 'loading'}>
      <h2 class="font-semibold">{a('actions')}</h2>
      {found.is === 'failed' && <p class="text-sm text-base-content/75">{a('actionsFailed')}</p>}
      {found.is === 'found' && found.value.actions.length === 0 && <p class="text-sm text-base-content/75">{a('actionsNone')}</p>}
      {assist.trouble.value && (
        <p role="alert" class="text-sm text-error">
          {assist.trouble.value}
        </p>
      )}
      {found.is === 'found' && found.value.actions.map((action) => <One key={action.id} action={action} assist={assist} isMine={isMine} mayAct={found.value.mayAct} />)}
    </section>
  );
}

interface Props {
  readonly action: Action;
  readonly assist: Assist;
  readonly isMine: boolean;
  readonly mayAct: boolean;
}

function One({ action, assist, isMine, mayAct }: Props) {
  const busy = assist.acting.value !== null;
  return (
    <article class="flex flex-col gap-2 rounded-xl border border-base-300 bg-base-100 p-3 text-sm">
      <h3 class="font-semibold first-letter:uppercase">{action.words}</h3>
      <p class="text-base-content/75">{action.blocked ? a('blocked', { why: action.blocked }) : a(ORIGINS[action.origin])}</p>
      {action.changes.length > 0 && <Changes changes={action.changes} />}
      {action.missing.length > 0 && <p class="font-medium">{a('actionMissing', { what: action.missing.join(a('and')) })}</p>}
      {isMine && action.question && (
        <button type="button" class="btn btn-outline btn-sm min-h-11 self-start border-base-content/50" onClick={() => assist.use(action.question!)}>
          {a('askCustomer')}
        </button>
      )}
      {isMine && !action.blocked && action.missing.length === 0 && (
        <div class="flex flex-wrap gap-2">
          <button type="button" class="btn btn-primary btn-sm min-h-11" disabled={busy} onClick={() => void assist.propose(action.id)}>
            {a(action.origin === 'awaits' ? 'proposeAgain' : 'propose')}
          </button>
          {mayAct && <ByOwnWord busy={busy} onYes={() => void assist.act(action.id)} />}
        </div>
      )}
    </article>
  );
}

/** Without the customer's yes it is asked once more. */
function ByOwnWord({ busy, onYes }: { busy: boolean; onYes: () => void }) {
  const [asks, setAsks] = useState(false);
  if (!asks) {
    return (
      <button type="button" class="btn btn-outline btn-sm min-h-11" disabled={busy} onClick={() => setAsks(true)}>
        {a('act')}
      </button>
    );
  }
  return (
    <div class="flex w-full flex-wrap items-center gap-2" role="group" aria-label={a('actSure')}>
      <span class="w-full">{a('actSure')}</span>
      <button type="button" class="btn btn-error btn-sm min-h-11" disabled={busy} onClick={onYes}>
        {a('actYes')}
      </button>
      <button type="button" class="btn btn-sm min-h-11" onClick={() => setAsks(false)}>
        {a('actNo')}
      </button>
    </div>
  );
}
