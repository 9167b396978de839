import { useEffect, useId, useState } from 'preact/hooks';
import { Dialog } from '../../shared/ui/Dialog';
import type { Desk } from '../desk';
import { colleagues, type Colleague } from '../talks/client';
import { REASONS, type CaseFile } from './file';
import { fetchTeams, type Team } from './teams';
import { d } from '../words';
import { f } from './words';

const BUTTON = 'btn btn-sm min-h-11';
const SELECT = 'min-h-11 w-full rounded-lg border border-base-content/50 bg-base-100 px-2';
const LINE = 'input min-h-11 w-full border-base-content/50';

interface Props {
  readonly desk: Desk;
  readonly file: CaseFile;
}

/** To a colleague or to a team, with a word for them. */
export function PassOn({ desk, file }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class={BUTTON} onClick={() => setOpen(true)}>
        {f('passOn')}
      </button>
      {open && <PassOnDialog desk={desk} file={file} onClose={() => setOpen(false)} />}
    </>
  );
}

function PassOnDialog({ desk, file, onClose }: Props & { readonly onClose: () => void }) {
  const [people, setPeople] = useState<readonly Colleague[]>([]);
  const [to, setTo] = useState('');
  const [teams, setTeams] = useState<readonly Team[] | null>(null);
  const [team, setTeam] = useState('');
  const [note, setNote] = useState('');
  const [stands, setStands] = useState<'open' | 'sent' | 'failed'>('open');
  const ids = [useId(), useId(), useId()] as const;
  useEffect(() => {
    colleagues(desk.client).then(setPeople, () => undefined);
    fetchTeams(desk.client).then(setTeams, () => undefined);
  }, [desk]);
  const pass = (event: Event): void => {
    event.preventDefault();
    if ((!to && !team) || stands === 'sent') return;
    setStands('sent');
    void file.passOn(to ? { colleague: to } : { team }, note).then((taken) => (taken ? onClose() : setStands('failed')));
  };
  return (
    <Dialog title={f('passOnTitle')} onClose={onClose}>
      <form class="flex flex-col gap-3" onSubmit={pass}>
        <p>{f('passOnMore')}</p>
        <label for={ids[0]}>{f('colleague')}</label>
        <select id={ids[0]} class={SELECT} value={to} onChange={(event) => setTo(event.currentTarget.value)}>
          <option value="">{f('nobody')}</option>
          {people.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
        {!to && (
          <>
            <label for={ids[1]}>{f('team')}</label>
            <select id={ids[1]} class={SELECT} value={team} onChange={(event) => setTeam(event.currentTarget.value)}>
              <option value="">{f('choose')}</option>
              {teams?.map(({ name, members, present }) => (
                <option key={name} value={name}>
                  {f('teamHere', { name, here: present, all: members })}
                </option>
              ))}
            </select>
            <p role="status" class="text-sm">
              {teams?.length === 0 && f('noTeams')}
              {teams?.some((one) => one.name === team && one.present === 0) && f('teamEmpty', { name: team })}
            </p>
          </>
        )}
        <label for={ids[2]}>{f('passNote')}</label>
        <input id={ids[2]} class={LINE} maxLength={2000} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        <p role="alert" class={stands === 'failed' ? 'text-error' : 'sr-only'}>
          {stands === 'failed' && desk.trouble.value}
        </p>
        <button type="submit" class="btn btn-primary min-h-11" aria-disabled={(!to && !team) || stands === 'sent'}>
          {f('passOnYes')}
        </button>
      </form>
    </Dialog>
  );
}

/** Over, and why, where somebody says so. */
export function CloseTalk({ file }: { readonly file: CaseFile }) {
  const [reason, setReason] = useState('');
  return (
    <span class="flex gap-1">
      <select class="min-h-11 max-w-36 rounded-lg border border-base-content/50 bg-base-100 px-2 text-sm" data-key="close" aria-label={f('why')} value={reason} onChange={(event) => setReason(event.currentTarget.value)}>
        <option value="">{f('why')}</option>
        {REASONS.map((one) => (
          <option key={one} value={one}>
            {f(one)}
          </option>
        ))}
      </select>
      <button type="button" class={BUTTON} onClick={() => void file.close(reason || null)}>
        {d('close')}
      </button>
    </span>
  );
}
