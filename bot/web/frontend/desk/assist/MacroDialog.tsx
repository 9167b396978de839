import { useId, useState } from 'preact/hooks';
import { Dialog } from '../../shared/ui/Dialog';
import { Icon } from '../../shared/ui/Icon';
import { REASONS } from '../files/file';
import { f } from '../files/words';
import type { Canned } from './canned';
import { KINDS, stepWords, type Macro, type Macros, type Step, type StepKind } from './macros';
import { m } from './macroWords';

const NEW: Macro = { id: '', shortcut: '', name: '', steps: [{ kind: 'reply', value: '' }], version: '' };
const MOST = 12;
const LINE = 'input min-h-11 w-full border-base-content/50';
const LIST = 'min-h-11 w-full rounded-lg border border-base-content/50 bg-base-100 px-2';

/** Where supervisors write the macros that everybody runs. */
export function MacroDialog({ macros, canned }: { macros: Macros; canned: Canned }) {
  const [draft, setDraft] = useState<Macro | null>(null);
  if (!macros.editing.value) return null;
  const close = (): void => {
    macros.editing.value = false;
    setDraft(null);
  };
  const keep = async (macro: Macro): Promise<void> => {
    if (await macros.keep(macro)) setDraft(null);
  };
  return (
    <Dialog title={m('macros')} onClose={close}>
      {macros.trouble.value && (
        <p role="alert" class="text-sm text-error">
          {macros.trouble.value}
        </p>
      )}
      {draft ? (
        <Form draft={draft} canned={canned} onChange={setDraft} onKeep={() => void keep(draft)} onLeave={() => setDraft(null)} />
      ) : (
        <Kept macros={macros} onEdit={setDraft} />
      )}
    </Dialog>
  );
}

function Kept({ macros, onEdit }: { macros: Macros; onEdit: (macro: Macro) => void }) {
  return (
    <>
      {macros.all.value.length === 0 && <p class="text-sm text-base-content/75">{m('empty')}</p>}
      <ul class="flex flex-col divide-y divide-base-300 text-sm">
        {macros.all.value.map((macro) => (
          <li key={macro.id} class="flex items-center gap-2 py-1">
            <span class="min-w-0 flex-1">
              <span class="block font-semibold">{macro.name}</span>
              <span class="block truncate text-base-content/75">
                /{macro.shortcut} · {macro.steps.map(stepWords).join(' · ')}
              </span>
            </span>
            <button type="button" class="btn btn-sm min-h-11" aria-label={m('changeOne', { name: macro.shortcut })} onClick={() => onEdit(macro)}>
              {m('change')}
            </button>
            <button type="button" class="btn btn-ghost btn-sm min-h-11" aria-label={m('removeOne', { name: macro.shortcut })} onClick={() => void macros.remove(macro.id)}>
              {m('remove')}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="btn btn-primary min-h-11 self-start" onClick={() => onEdit(NEW)}>
        {m('fresh')}
      </button>
    </>
  );
}

interface FormProps {
  readonly draft: Macro;
  readonly canned: Canned;
  readonly onChange: (draft: Macro) => void;
  readonly onKeep: () => void;
  readonly onLeave: () => void;
}

function Form({ draft, canned, onChange, onKeep, onLeave }: FormProps) {
  const ids = [useId(), useId()] as const;
  const { steps } = draft;
  const change = (at: number, step: Step): void => onChange({ ...draft, steps: steps.map((one, index) => (index === at ? step : one)) });
  const swap = (at: number): void => onChange({ ...draft, steps: steps.map((one, index) => (index === at - 1 ? steps[at]! : index === at ? steps[at - 1]! : one)) });
  return (
    <form
      class="flex flex-col gap-3 text-sm"
      onSubmit={(event) => {
        event.preventDefault();
        onKeep();
      }}
    >
      <label for={ids[0]} class="font-medium">
        {m('name')}
      </label>
      <input id={ids[0]} class={LINE} required maxLength={80} value={draft.name} onInput={(event) => onChange({ ...draft, name: event.currentTarget.value })} />
      <label for={ids[1]} class="font-medium">
        {m('shortcut')}
      </label>
      <input id={ids[1]} class={LINE} required maxLength={33} value={draft.shortcut} onInput={(event) => onChange({ ...draft, shortcut: event.currentTarget.value })} />
      <ol class="flex flex-col gap-3">
        {steps.map((step, index) => (
          <li key={index} class="flex flex-col gap-1 rounded-xl border border-base-300 p-2">
            <div class="flex items-center gap-1">
              <select class={LIST} aria-label={m('step', { n: index + 1 })} value={step.kind} onChange={(event) => change(index, { kind: event.currentTarget.value as StepKind, value: '' })}>
                {KINDS.map((kind) => (
                  <option key={kind} value={kind}>
                    {m(`kind_${kind}`)}
                  </option>
                ))}
              </select>
              {index > 0 && (
                <button type="button" class="btn btn-ghost btn-circle size-11 min-h-11" aria-label={m('up', { n: index + 1 })} onClick={() => swap(index)}>
                  <span class="-rotate-90">
                    <Icon name="right" size={16} />
                  </span>
                </button>
              )}
              {steps.length > 1 && (
                <button type="button" class="btn btn-ghost btn-circle size-11 min-h-11" aria-label={m('removeStep', { n: index + 1 })} onClick={() => onChange({ ...draft, steps: steps.filter((_, at) => at !== index) })}>
                  <Icon name="close" size={16} />
                </button>
              )}
            </div>
            <Value step={step} n={index + 1} canned={canned} onChange={(value) => change(index, { ...step, value })} />
          </li>
        ))}
      </ol>
      {steps.length < MOST && (
        <button type="button" class="btn btn-sm min-h-11 self-start" onClick={() => onChange({ ...draft, steps: [...steps, { kind: 'tag', value: '' }] })}>
          {m('addStep')}
        </button>
      )}
      <div class="flex gap-2">
        <button type="submit" class="btn btn-primary min-h-11">
          {m('keep')}
        </button>
        <button type="button" class="btn min-h-11" onClick={onLeave}>
          {m('cancel')}
        </button>
      </div>
    </form>
  );
}

interface ValueProps {
  readonly step: Step;
  readonly n: number;
  readonly canned: Canned;
  readonly onChange: (value: string) => void;
}

function Value({ step: { kind, value }, n, canned, onChange }: ValueProps) {
  const label = m('stepValue', { n, kind: m(`kind_${kind}`) });
  if (kind === 'return') return null;
  if (kind === 'reply' || kind === 'close') {
    const choices = kind === 'reply' ? canned.replies.value.map((one) => [one.id, `/${one.shortcut}`] as const) : REASONS.map((one) => [one, f(one)] as const);
    return (
      <select class={LIST} aria-label={label} required={kind === 'reply'} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{m(kind === 'reply' ? 'none' : 'noReason')}</option>
        {choices.map(([id, words]) => (
          <option key={id} value={id}>
            {words}
          </option>
        ))}
      </select>
    );
  }
  return <input class={LINE} aria-label={label} required maxLength={kind === 'note' ? 2000 : 40} value={value} onInput={(event) => onChange(event.currentTarget.value)} />;
}
