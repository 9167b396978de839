import { useState } from 'preact/hooks';
import { Dialog } from '../../shared/ui/Dialog';
import { Icon } from '../../shared/ui/Icon';
import type { Alerts } from './alerts';
import { s, type AlertPhrase } from './words';

/** Opens what one is told of, and how. */
export function AlertSettings({ alerts }: { alerts: Alerts }) {
  const [open, setOpen] = useState(false);
  const wishes = alerts.wishes.value.value;
  const isHeard = wishes.sound || (wishes.notify && alerts.permission.value === 'granted');
  return (
    <>
      <button type="button" class="btn btn-ghost btn-sm min-h-11 min-w-11" aria-label={s('alerts')} onClick={() => setOpen(true)}>
        <Icon name={isHeard ? 'sound' : 'soundOff'} />
      </button>
      {open && (
        // Within a section the sheet's own head is no second banner of the page.
        <section aria-label={s('alerts')}>
          <Dialog title={s('alerts')} onClose={() => setOpen(false)}>
            <Switches alerts={alerts} />
          </Dialog>
        </section>
      )}
    </>
  );
}

function Switches({ alerts }: { alerts: Alerts }) {
  const wishes = alerts.wishes.value.value;
  const permission = alerts.permission.value;
  const cannot = permission === 'denied' || permission === 'none';
  return (
    <>
      <fieldset class="flex flex-col">
        <legend class="font-semibold">{s('how')}</legend>
        <Switch phrase="sound" on={wishes.sound} onTurn={(on) => alerts.turnSound(on)} />
        <Switch phrase="notify" on={wishes.notify && permission === 'granted'} disabled={cannot} onTurn={(on) => (on ? void alerts.allow() : alerts.wishes.set({ notify: false }))} />
        {cannot && <p class="text-sm text-base-content/75">{s(permission === 'denied' ? 'blocked' : 'none')}</p>}
      </fieldset>
      <fieldset class="flex flex-col">
        <legend class="font-semibold">{s('what')}</legend>
        {(['waiting', 'given', 'message', 'quietAway'] as const).map((wish) => (
          <Switch key={wish} phrase={wish} on={wishes[wish]} onTurn={(on) => alerts.wishes.set({ [wish]: on })} />
        ))}
      </fieldset>
      <p class="text-sm text-base-content/75">{s('kept')}</p>
    </>
  );
}

interface SwitchProps {
  readonly phrase: AlertPhrase;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onTurn: (on: boolean) => void;
}

function Switch({ phrase, on, disabled, onTurn }: SwitchProps) {
  return (
    <label class="flex min-h-11 items-center gap-3">
      <input type="checkbox" checked={on} disabled={disabled} onChange={(event) => onTurn(event.currentTarget.checked)} />
      {s(phrase)}
    </label>
  );
}
