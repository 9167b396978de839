import { Icon } from '../../shared/ui/Icon';
import type { Canned } from './canned';
import { speaks, stepWords, whyWords, type Macros } from './macros';
import { m } from './macroWords';

/** Above the reply: what the chosen macro will do, before it does it. */
export function MacroCard({ canned }: { canned: Canned }) {
  const { macros } = canned;
  const macro = macros.chosen.value;
  if (!macro) return null;
  const isWhole = !speaks(macro) || (!macros.awaits.value && canned.desk.draft.value.trim() !== '' && canned.missing.value.length === 0);
  const run = (): void => {
    if (isWhole) void macros.run();
  };
  return (
    <section class="flex flex-col gap-2 border-t border-base-300 bg-base-200 px-3 py-3 text-sm" aria-label={macro.name} aria-busy={macros.running.value}>
      <h3 class="font-semibold">{macro.name}</h3>
      <p>{m('runs')}</p>
      <ol class="list-decimal ps-6">
        {macro.steps.map((step, index) => (
          <li key={index} class="wrap-anywhere">
            {stepWords(step)}
          </li>
        ))}
      </ol>
      <p role="status" class={macros.awaits.value ? 'text-base-content/75' : 'sr-only'}>
        {macros.awaits.value && m('filling')}
      </p>
      <div class="flex flex-wrap gap-2">
        <button type="button" class="btn btn-primary btn-sm min-h-11" aria-disabled={!isWhole || macros.running.value} onClick={run}>
          {m(macros.running.value ? 'running' : 'run')}
        </button>
        <button type="button" class="btn btn-sm min-h-11" disabled={macros.running.value} onClick={() => macros.leave()}>
          {m('leave')}
        </button>
      </div>
    </section>
  );
}

const STATES = ['done', 'failed', 'left'] as const;

/** What was done by a macro and what not; it stays when the conversation has left the desk with it. */
export function MacroOutcome({ macros }: { macros: Macros }) {
  const ended = macros.ended.value;
  const stopped = ended?.steps.some((step) => step.state !== 'done') === true;
  if (macros.trouble.value && !macros.editing.value) {
    return (
      <p role="alert" class="border-b border-base-300 bg-base-200 px-4 py-2 text-sm text-error">
        {macros.trouble.value}
      </p>
    );
  }
  return (
    <div role="status" class={ended ? `flex items-start gap-2 border-b border-base-300 bg-base-200 px-4 py-2 text-sm` : 'sr-only'} data-macro-ended={ended ? (stopped ? 'stopped' : 'done') : undefined}>
      {ended && (
        <>
          <div class="min-w-0 flex-1">
            <p class="font-semibold">{m(stopped ? 'stopped' : 'ended', { name: ended.name })}</p>
            <dl>
              {STATES.map((state) => {
                const steps = ended.steps.filter((step) => step.state === state);
                if (steps.length === 0) return null;
                return (
                  <div key={state} class="flex flex-wrap gap-x-2">
                    <dt class={state === 'failed' ? 'font-medium text-error' : 'font-medium text-base-content/75'}>{m(state)}</dt>
                    {steps.map((step, index) => (
                      <dd key={index} class="wrap-anywhere">
                        {stepWords(step)}
                        {state === 'failed' && `: ${whyWords(step)}`}
                      </dd>
                    ))}
                  </div>
                );
              })}
            </dl>
          </div>
          <button type="button" class="btn btn-ghost btn-circle size-11 min-h-11" aria-label={m('hide')} onClick={() => (macros.ended.value = null)}>
            <Icon name="close" />
          </button>
        </>
      )}
    </div>
  );
}
