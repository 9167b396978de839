import { useState } from 'preact/hooks';
import { Outcome, useDeed } from '../deed';
import { Field } from '../Field';
import { Block } from '../Page';
import type { AccountClient, Person, SetUp } from './client';
import { Copied } from './Copied';
import { a } from './words';

interface Props {
  readonly client: AccountClient;
  readonly me: Person;
  readonly onChange: () => Promise<void>;
}

/** Turning the second factor on, with a first code as the proof that the app has it, and off again. */
export function SecondFactor({ client, me, onChange }: Props) {
  const deed = useDeed();
  const [typed, setTyped] = useState('');
  const [made, setMade] = useState<SetUp | null>(null);
  const submit = (what: () => Promise<unknown>, said: string, known: Record<string, string>) => async (event: Event) => {
    event.preventDefault();
    if (await deed.run(what, said, known)) setTyped('');
  };
  const wrongCode = { 'sign-in-refused': a('codeWrong') };
  const begin = submit(async () => setMade(await client.setUp(typed)), '', { 'sign-in-refused': a('passwordWrong') });
  const confirm = submit(
    async () => {
      await client.confirm(typed);
      setMade(null);
      await onChange();
    },
    a('turnedOn'),
    wrongCode,
  );
  const remove = submit(
    async () => {
      await client.removeFactor(typed);
      await onChange();
    },
    a('turnedOff'),
    wrongCode,
  );
  return (
    <Block title={a('factor')}>
      <p>{a(me.hasSecondFactor ? 'factorOn' : 'factorOff')}</p>
      {made && <ForTheApp made={made} />}
      <form class="flex max-w-md flex-col gap-3" onSubmit={(event) => void (me.hasSecondFactor ? remove : made ? confirm : begin)(event)}>
        {me.hasSecondFactor || made ? (
          <Field key="code" label={a(made ? 'firstCode' : 'anyCode')} autocomplete="one-time-code" value={typed} onChange={setTyped} />
        ) : (
          <Field key="password" label={a('oldPassword')} type="password" autocomplete="current-password" value={typed} onChange={setTyped} />
        )}
        <Outcome deed={deed} />
        <div class="flex gap-2">
          <button type="submit" class={`btn min-h-11 ${me.hasSecondFactor ? '' : 'btn-primary'}`} disabled={deed.busy}>
            {a(me.hasSecondFactor ? 'remove' : made ? 'confirm' : 'setUp')}
          </button>
          {made && (
            <button type="button" class="btn btn-ghost min-h-11" onClick={() => (setMade(null), setTyped(''))}>
              {a('cancel')}
            </button>
          )}
        </div>
      </form>
    </Block>
  );
}

function ForTheApp({ made }: { made: SetUp }) {
  const codes = made.spares.join('\n');
  const save = (event: MouseEvent & { currentTarget: HTMLAnchorElement }): void => {
    const address = URL.createObjectURL(new Blob([`${codes}\n`], { type: 'text/plain' }));
    event.currentTarget.href = address;
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  };
  return (
    <div class="grid gap-4 md:grid-cols-2">
      <div class="flex flex-col gap-3">
        <p>{a('scan')}</p>
        <svg role="img" aria-label={a('picture')} viewBox={`0 0 ${made.size} ${made.size}`} shape-rendering="crispEdges" class="w-56 max-w-full rounded-xl">
          <rect width={made.size} height={made.size} fill="#fff" />
          <path d={made.path} fill="#000" />
        </svg>
        <Copied label={a('secret')} text={made.secret} copy={a('copySecret')} />
      </div>
      <div class="flex flex-col gap-3">
        <p>{a('sparesMore')}</p>
        <Copied label={a('spares')} text={codes} copy={a('copySpares')} />
        <a class="btn min-h-11 self-start" href="#spares" download="shoptalk-spare-codes.txt" onClick={save}>
          {a('download')}
        </a>
      </div>
    </div>
  );
}
