import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../../shared/ui/Dialog';
import { Outcome, useDeed } from '../deed';
import { Field } from '../Field';
import { Block } from '../Page';
import { Selected } from './Selected';
import type { AccountClient, Person, Team } from './client';
import { a } from './words';

interface Props {
  readonly client: AccountClient;
  readonly people: readonly Person[];
}

/** The teams to which conversations are passed on, and who is in each. */
export function Teams({ client, people }: Props) {
  const deed = useDeed();
  const [teams, setTeams] = useState<readonly Team[]>([]);
  const [name, setName] = useState('');
  const [removed, setRemoved] = useState<Team | null>(null);
  useEffect(() => void deed.run(async () => setTeams(await client.teams())), []);
  const act = (what: () => Promise<readonly Team[]>): Promise<boolean> => deed.run(async () => setTeams(await what()), a('saved'));
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await act(() => client.makeTeam(name))) setName('');
  };
  const remove = (team: Team): void => {
    setRemoved(null);
    void act(() => client.changeTeam(team, 'remove'));
  };
  const answering = people.filter((one) => one.isActive && one.role !== 'merchant');
  return (
    <Block title={a('teams')}>
      <p class="text-sm text-base-content/75">{a('teamsMore')}</p>
      <ul class="flex flex-col divide-y divide-base-300">
        {teams.map((team) => (
          <li key={team.id}>
            <TeamRow
              team={team}
              others={answering.filter((one) => !team.members.some((member) => member.login === one.login))}
              busy={deed.busy}
              onRename={(other) => act(() => client.changeTeam(team, 'rename', { name: other }))}
              onMember={(login, isMember) => void act(() => client.changeTeam(team, 'members', { login, is_member: isMember }))}
              onEmpty={() => void act(() => client.changeTeam(team, 'empty'))}
              onRemove={() => setRemoved(team)}
            />
          </li>
        ))}
      </ul>
      {teams.length === 0 && !deed.busy && <p>{a('noTeams')}</p>}
      <Outcome deed={deed} />
      <form class="flex max-w-md flex-wrap items-end gap-3" onSubmit={(event) => void make(event)}>
        <div class="min-w-40 flex-1">
          <Field label={a('newTeam')} value={name} onChange={setName} />
        </div>
        <button type="submit" class="btn btn-primary min-h-11" disabled={deed.busy}>
          {a('makeTeam')}
        </button>
      </form>
      {removed && (
        <Dialog title={a('sure')} onClose={() => setRemoved(null)}>
          <p>{a('removeTeamMore', { name: removed.name })}</p>
          <div class="flex flex-wrap gap-2">
            <button type="button" class="btn btn-primary min-h-11" onClick={() => remove(removed)}>
              {a('doIt', { what: a('removeTeam') })}
            </button>
            <button type="button" class="btn btn-ghost min-h-11" onClick={() => setRemoved(null)}>
              {a('cancel')}
            </button>
          </div>
        </Dialog>
      )}
    </Block>
  );
}

interface RowProps {
  readonly team: Team;
  readonly others: readonly Person[];
  readonly busy: boolean;
  readonly onRename: (name: string) => Promise<boolean>;
  readonly onMember: (login: string, isMember: boolean) => void;
  readonly onEmpty: () => void;
  readonly onRemove: () => void;
}

function TeamRow({ team, others, busy, onRename, onMember, onEmpty, onRemove }: RowProps) {
  const [name, setName] = useState<string | null>(null);
  const rename = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (name !== null && (await onRename(name))) setName(null);
  };
  const button = (words: string, onClick: () => void) => (
    <button type="button" class="btn btn-sm min-h-11" aria-label={a('acts', { what: words, name: team.name })} disabled={busy} onClick={onClick}>
      {words}
    </button>
  );
  return (
    <article class="flex flex-col gap-2 py-3" aria-label={team.name}>
      <div class="flex flex-wrap items-center gap-2">
        <h4 class="min-w-40 flex-1 font-medium break-words">{team.name}</h4>
        {button(a('renameTeam'), () => setName(name === null ? team.name : null))}
        {team.members.length > 0 && button(a('emptyTeam'), onEmpty)}
        {button(a('removeTeam'), onRemove)}
      </div>
      {name !== null && (
        <form class="flex max-w-md flex-wrap items-end gap-3" onSubmit={(event) => void rename(event)}>
          <div class="min-w-40 flex-1">
            <Field label={a('teamName', { name: team.name })} value={name} onChange={setName} />
          </div>
          <button type="submit" class="btn min-h-11" disabled={busy}>
            {a('save')}
          </button>
        </form>
      )}
      <ul class="flex flex-wrap gap-2" aria-label={a('membersOf', { name: team.name })}>
        {team.members.map((one) => (
          <li key={one.login} class="flex items-center gap-1 rounded-full border border-base-content/30 ps-3 text-sm">
            <span class="max-w-48 truncate" title={one.login}>
              {one.name}
            </span>
            <button type="button" class="btn btn-ghost btn-sm btn-circle min-h-11 min-w-11" aria-label={a('leaves', { name: one.name, team: team.name })} disabled={busy} onClick={() => onMember(one.login, false)}>
              <span aria-hidden="true">×</span>
            </button>
          </li>
        ))}
        {team.members.length === 0 && <li class="text-sm text-base-content/75">{a('nobodyInTeam')}</li>}
      </ul>
      {others.length > 0 && (
        <div class="max-w-xs">
          <Selected
            label={a('joins', { team: team.name })}
            quiet
            value=""
            options={[['', a('addMember')], ...others.map((one) => [one.login, one.name] as const)]}
            onChange={(login) => login && onMember(login, true)}
          />
        </div>
      )}
    </article>
  );
}
