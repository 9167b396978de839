import { useEffect, useMemo, useState } from 'preact/hooks';
import { Dialog } from '../../shared/ui/Dialog';
import { Outcome, useDeed } from '../deed';
import type { Desk } from '../desk';
import { Field } from '../Field';
import { Block, Sheet } from '../Page';
import { AccountClient, ROLES, type Person } from './client';
import { Copied } from './Copied';
import { Selected } from './Selected';
import { Skills, type SkillChange } from './Skills';
import { Teams } from './Teams';
import { a, type AccountPhrase } from './words';

/** An invitation for somebody; `link` is null where it was mailed. */
interface Handed {
  readonly login: string;
  readonly link: string | null;
}

/** Something that is asked once more before it is done. */
interface Asked {
  readonly person: Person;
  readonly act: 'deactivate' | 'reinvite' | 'resetFactor';
}

/** Everybody who may sign in, for admins. */
export default function AccountsPage({ desk }: { desk: Desk }) {
  const client = useMemo(() => new AccountClient(desk.client), [desk]);
  const deed = useDeed();
  const [people, setPeople] = useState<readonly Person[]>([]);
  const [handed, setHanded] = useState<Handed | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const look = async (): Promise<void> => setPeople(await client.people());
  useEffect(() => void deed.run(look), []);
  // What was refused is shown as it still is.
  const act = (what: () => Promise<unknown>) => deed.run(() => what().finally(look), a('saved'), { 'last-admin': a('lastAdmin') });
  const doAsked = ({ person: { login }, act: what }: Asked): void => {
    setAsked(null);
    if (what === 'deactivate') void act(() => client.change(login, { is_active: false }));
    else if (what === 'resetFactor') void act(() => client.resetFactor(login));
    else void act(async () => setHanded({ login, link: await client.invite(login) }));
  };
  return (
    <Sheet title={a('people')}>
      <Invite client={client} onInvited={(one) => (setHanded(one), void deed.run(look))} />
      {handed && (
        <Block title={a('link')}>
          {handed.link === null ? (
            <p role="status">{a('mailed', { login: handed.login })}</p>
          ) : (
            <>
              <p role="status">{a('linkOnce', { login: handed.login })}</p>
              <Copied label={a('link')} text={handed.link} copy={a('copyLink')} />
            </>
          )}
        </Block>
      )}
      <Block title={a('everybody')}>
        <Outcome deed={deed} />
        <ul class="flex flex-col divide-y divide-base-300">
          {people.map((person) => (
            <li key={person.login}>
              <Row
                person={person}
                isMe={person.login === desk.me.value?.login}
                busy={deed.busy}
                onRole={(role) => void act(() => client.change(person.login, { role }))}
                onSkills={(change) => void act(() => client.change(person.login, change))}
                onReactivate={() => void act(() => client.change(person.login, { is_active: true }))}
                onAsk={(what) => setAsked({ person, act: what })}
              />
            </li>
          ))}
        </ul>
      </Block>
      <Teams client={client} people={people} />
      {asked && (
        <Dialog title={a('sure')} onClose={() => setAsked(null)}>
          <p>{a(`${asked.act}More`, { name: asked.person.name })}</p>
          <div class="flex flex-wrap gap-2">
            <button type="button" class="btn btn-primary min-h-11" onClick={() => doAsked(asked)}>
              {a('doIt', { what: a(asked.act) })}
            </button>
            <button type="button" class="btn btn-ghost min-h-11" onClick={() => setAsked(null)}>
              {a('cancel')}
            </button>
          </div>
        </Dialog>
      )}
    </Sheet>
  );
}

function Invite({ client, onInvited }: { client: AccountClient; onInvited: (handed: Handed) => void }) {
  const deed = useDeed();
  const [login, setLogin] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<string>('agent');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const add = async (): Promise<void> => onInvited({ login, link: await client.add(login, name, role) });
    if (!(await deed.run(add, '', { 'invalid-input': a('badInvitation') }))) return;
    setLogin('');
    setName('');
  };
  return (
    <Block title={a('invite')}>
      <form class="grid gap-3 sm:grid-cols-2 lg:grid-cols-4 lg:items-end" onSubmit={(event) => void submit(event)}>
        <Field label={a('email')} type="email" value={login} onChange={setLogin} />
        <Field label={a('nameHint')} value={name} onChange={setName} />
        <Selected label={a('role')} value={role} options={ROLES.map((one) => [one, a(`role_${one}`)])} onChange={setRole} />
        <button type="submit" class="btn btn-primary min-h-11" disabled={deed.busy}>
          {a('sendInvitation')}
        </button>
      </form>
      <p class="text-sm text-base-content/75">{a('roleMore')}</p>
      <Outcome deed={deed} />
    </Block>
  );
}

interface RowProps {
  readonly person: Person;
  readonly isMe: boolean;
  readonly busy: boolean;
  readonly onRole: (role: string) => void;
  readonly onSkills: (change: SkillChange) => void;
  readonly onReactivate: () => void;
  readonly onAsk: (act: Asked['act']) => void;
}

function Row({ person, isMe, busy, onRole, onSkills, onReactivate, onAsk }: RowProps) {
  const { name } = person;
  const badges: readonly [boolean, AccountPhrase][] = [
    [isMe, 'you'],
    [!person.isActive, 'inactive'],
    [!person.hasPassword && !person.hasProvider, 'invited'],
    [person.hasProvider, 'withProvider'],
    [person.hasSecondFactor, 'withFactor'],
  ];
  const button = (act: AccountPhrase, onClick: () => void) => (
    <button type="button" class="btn btn-sm min-h-11" aria-label={a('acts', { what: a(act), name })} disabled={busy} onClick={onClick}>
      {a(act)}
    </button>
  );
  return (
    <article class="flex flex-wrap items-end gap-3 py-3" aria-label={name}>
      <div class="min-w-48 flex-1">
        <h4 class="font-medium">{name}</h4>
        <p class="text-sm break-all text-base-content/75">{person.login}</p>
        <p class="flex flex-wrap gap-1">
          {badges.filter(([shown]) => shown).map(([, word]) => (
            <span key={word} class="badge badge-sm">
              {a(word)}
            </span>
          ))}
        </p>
      </div>
      <Selected label={a('roleOf', { name })} quiet value={person.role} options={ROLES.map((one) => [one, a(`role_${one}`)])} onChange={onRole} />
      {person.isActive ? button('deactivate', () => onAsk('deactivate')) : button('reactivate', onReactivate)}
      {person.isActive && button('reinvite', () => onAsk('reinvite'))}
      {person.hasSecondFactor && button('resetFactor', () => onAsk('resetFactor'))}
      {person.role !== 'merchant' && <Skills person={person} busy={busy} onChange={onSkills} />}
    </article>
  );
}
