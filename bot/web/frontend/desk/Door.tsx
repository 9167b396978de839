import { useEffect, useState } from 'preact/hooks';
import { language } from '../shared/i18n/phrases';
import { Problem } from '../shared/api/problem';
import { a } from './account/words';
import type { DeskClient, Me } from './client';
import { troubleWords } from './deed';
import { Field } from './Field';
import { d, type DeskPhrase } from './words';

interface Props {
  readonly client: DeskClient;
  /** What the address brought: the setup word or an invitation. */
  readonly brought: URLSearchParams;
  /** Why somebody who was signed in is so no longer. */
  readonly over: DeskPhrase | null;
  readonly onIn: (me: Me) => void;
}

/** Signing in, taking up an invitation, or making the first account. */
export function Door({ client, brought, over, onIn }: Props) {
  const [fields, setFields] = useState({ login: '', name: '', password: '', code: '' });
  const [asksCode, setAsksCode] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(refusal);
  const [provider, setProvider] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const setup = brought.get('setup');
  const invitation = brought.get('invitation');
  const set = (name: keyof typeof fields) => (value: string) => setFields((now) => ({ ...now, [name]: value }));
  const enter = (): Promise<Me> => {
    if (setup) return client.makeFirst(setup, fields.login, fields.name, fields.password);
    if (invitation) return client.takeUp(invitation, fields.password);
    return client.signIn(fields.login, fields.password, fields.code);
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      onIn(await enter());
    } catch (error) {
      const wanted = error instanceof Problem && error.kind === 'code-wanted';
      setAsksCode((asked) => asked || wanted);
      setTrouble(wanted ? d('codeWanted') : troubleWords(error, { 'password-refused': a('passwordWeak') }));
    } finally {
      setBusy(false);
    }
  };
  const fresh = Boolean(setup || invitation);
  // Without an answer there is still the password.
  useEffect(() => void client.provider().then(setProvider, () => undefined), []);
  return (
    <main class="grid h-full place-items-center overflow-y-auto p-4">
      <form class="flex w-full max-w-sm flex-col gap-4 rounded-2xl border border-base-300 bg-base-100 p-6" onSubmit={(event) => void submit(event)}>
        <h1 class="text-xl font-semibold">{d(setup ? 'firstAdmin' : 'desk')}</h1>
        {over && !fresh && !trouble && <p role="alert">{d(over)}</p>}
        {setup && <p>{d('firstAdminMore')}</p>}
        {invitation && <p>{d('invited')}</p>}
        {!invitation && <Field label={d('login')} type="email" autocomplete="username" value={fields.login} onChange={set('login')} />}
        {setup && <Field label={d('name')} autocomplete="name" value={fields.name} onChange={set('name')} />}
        <Field
          label={d(fresh ? 'newPassword' : 'password')}
          type="password"
          autocomplete={fresh ? 'new-password' : 'current-password'}
          value={fields.password}
          onChange={set('password')}
        />
        {asksCode && <Field label={d('code')} autocomplete="one-time-code" value={fields.code} onChange={set('code')} />}
        <p role="alert" class={trouble ? 'text-error' : 'hidden'}>
          {trouble}
        </p>
        <button type="submit" class="btn btn-primary min-h-11" disabled={busy}>
          {d(fresh ? 'begin' : 'signIn')}
        </button>
        {provider && !fresh && (
          <a class="btn min-h-11" href={`/api/v1/people/oidc/begin?language=${language.value}`}>
            {d('signInWith', { name: provider })}
          </a>
        )}
      </form>
    </main>
  );
}

const REFUSALS: readonly DeskPhrase[] = ['signIn_refused', 'signIn_unavailable', 'signIn_too-many-tries'];

/** Why the provider's sign-in came to nothing, as the address says that it brought us back to. */
function refusal(): string | null {
  const why = new URLSearchParams(location.search).get('sign-in');
  const phrase = REFUSALS.find((one) => one === `signIn_${why}`);
  return phrase ? d(phrase) : null;
}
