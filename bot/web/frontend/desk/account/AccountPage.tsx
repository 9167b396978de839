import { useEffect, useMemo, useState } from 'preact/hooks';
import { Outcome, useDeed } from '../deed';
import type { Desk } from '../desk';
import { Field } from '../Field';
import { Block, Sheet } from '../Page';
import { AccountClient, type Person } from './client';
import { SecondFactor } from './SecondFactor';
import { Sessions } from './Sessions';
import { a } from './words';

/** One's own account: name, password, second factor, and the browsers in which one is signed in. */
export default function AccountPage({ desk }: { desk: Desk }) {
  const client = useMemo(() => new AccountClient(desk.client), [desk]);
  const loading = useDeed();
  const [me, setMe] = useState<Person | null>(null);
  const [changes, setChanges] = useState(0);
  const look = async (): Promise<void> => {
    setMe(await client.me());
    setChanges((count) => count + 1);
  };
  useEffect(() => void loading.run(look), []);
  return (
    <Sheet title={a('account')}>
      <Outcome deed={loading} />
      {me && (
        <>
          <Name client={client} me={me} onChange={(name) => (desk.me.value = desk.me.value && { ...desk.me.value, name })} />
          {me.hasPassword ? (
            <>
              <Password client={client} me={me} onChange={look} />
              <SecondFactor client={client} me={me} onChange={look} />
            </>
          ) : (
            <Block title={a('password')}>
              <p>{a('noPassword')}</p>
            </Block>
          )}
          <Sessions client={client} changes={changes} />
        </>
      )}
    </Sheet>
  );
}

function Name({ client, me, onChange }: { client: AccountClient; me: Person; onChange: (name: string) => void }) {
  const deed = useDeed();
  const [name, setName] = useState(me.name);
  const submit = (event: Event): void => {
    event.preventDefault();
    void deed.run(async () => onChange((await client.rename(name)).name), a('saved'), { 'invalid-input': a('badName') });
  };
  return (
    <Block title={a('yourName')}>
      <p class="text-sm text-base-content/75">{me.login}</p>
      <form class="flex max-w-md flex-col gap-3" onSubmit={submit}>
        <Field label={a('nameHint')} autocomplete="name" value={name} onChange={setName} />
        <Outcome deed={deed} />
        <button type="submit" class="btn btn-primary min-h-11 self-start" disabled={deed.busy}>
          {a('save')}
        </button>
      </form>
    </Block>
  );
}

function Password({ client, me, onChange }: { client: AccountClient; me: Person; onChange: () => Promise<void> }) {
  const deed = useDeed();
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const known = { 'sign-in-refused': a('passwordWrong'), 'password-refused': a('passwordWeak') };
    if (!(await deed.run(() => client.changePassword(old, fresh), a('passwordChanged'), known))) return;
    setOld('');
    setFresh('');
    await onChange();
  };
  return (
    <Block title={a('password')}>
      <form class="flex max-w-md flex-col gap-3" onSubmit={(event) => void submit(event)}>
        <input type="hidden" autocomplete="username" value={me.login} />
        <Field label={a('oldPassword')} type="password" autocomplete="current-password" value={old} onChange={setOld} />
        <Field label={a('newPassword')} type="password" autocomplete="new-password" value={fresh} onChange={setFresh} />
        <Outcome deed={deed} />
        <button type="submit" class="btn btn-primary min-h-11 self-start" disabled={deed.busy}>
          {a('changePassword')}
        </button>
      </form>
    </Block>
  );
}
