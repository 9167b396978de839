import { useId } from 'preact/hooks';
import type { Desk } from '../desk';
import { EVERYTHING, ORIGINS, VIEWS, type Kept, type Kind, type Query } from './client';
import { FoundEntry } from './FoundEntry';
import type { Talks } from './talks';
import { TALKS_WORDS, w, type TalksPhrase } from './words';

/** Every conversation of the shop: what is looked for, and what was found. */
export function TalkList({ talks, desk }: { talks: Talks; desk: Desk }) {
  const found = talks.found.value;
  return (
    <nav class="flex flex-col gap-3 p-3" aria-label={w('all')}>
      <Filters talks={talks} />
      <p role="status" class="px-2 text-sm text-base-content/75">
        {found && (found.length === 0 ? w('nothing') : w(talks.next.value ? 'foundMore' : 'found', { count: found.length }))}
        {!talks.allNames.value && <span class="block">{w('notAllNames')}</span>}
      </p>
      {talks.trouble.value && (
        <p role="alert" class="px-2 text-error">
          {talks.trouble.value}
        </p>
      )}
      <ul class="flex flex-col gap-1">
        {found?.map((one) => (
          <li key={one.conversationId}>
            <FoundEntry found={one} chosen={one.conversationId === desk.chosen.value} onChoose={() => desk.choose(one.conversationId)} />
          </li>
        ))}
      </ul>
      {talks.next.value && (
        <button type="button" class="btn btn-sm min-h-11" onClick={() => talks.more()}>
          {w('next')}
        </button>
      )}
    </nav>
  );
}

function Filters({ talks }: { talks: Talks }) {
  const query = talks.query.value;
  const set = (name: keyof Query) => (value: string) => talks.ask({ [name]: value });
  const any = { value: '', label: w('any') };
  const options = (kind: Kind) => [any, ...offered(talks, kind).map((one) => ({ value: one.value, label: w('counted', { name: called(kind, one), count: one.count }) }))];
  const filtered = Object.entries(query).some(([name, value]) => value !== EVERYTHING[name as keyof Query]);
  return (
    <form class="flex flex-col gap-2" role="search" onSubmit={(event) => event.preventDefault()}>
      <input
        type="search"
        class="input min-h-11 w-full border-base-content/50 text-base"
        aria-label={w('search')}
        placeholder={w('searchHint')}
        maxLength={200}
        value={query.q}
        onInput={(event) => talks.ask({ q: event.currentTarget.value })}
      />
      <div class="grid grid-cols-2 gap-2">
        <Choice label={w('whose')} value={query.view} onChange={set('view')} options={VIEWS.map((value) => ({ value, label: w(value === 'all' ? 'everyone' : value) }))} />
        <Choice label={w('language')} value={query.language} onChange={set('language')} options={options('language')} />
      </div>
      <details open={talks.isNarrow}>
        <summary class="flex min-h-11 cursor-pointer items-center px-2 text-sm">{w('more')}</summary>
        <div class="grid grid-cols-2 gap-2">
          <Choice label={w('agent')} value={query.agent} onChange={set('agent')} options={options('agent')} />
          <Choice label={w('origin')} value={query.origin} onChange={set('origin')} options={[any, ...ORIGINS.map((value) => ({ value, label: w(value) }))]} />
          {(['topic', 'team', 'tag'] as const).map((name) => (
            <Choice key={name} label={w(name)} value={query[name]} onChange={set(name)} options={options(name)} />
          ))}
        </div>
      </details>
      {filtered && (
        <button type="button" class="btn btn-ghost btn-sm min-h-11" onClick={() => talks.ask(EVERYTHING)}>
          {w('reset')}
        </button>
      )}
    </form>
  );
}

/** What there is; what an address asks for is offered too, be there none of it any more. */
function offered(talks: Talks, kind: Kind): readonly Kept[] {
  const kept = talks.choices.value?.[kind] ?? [];
  const asked = talks.query.value[kind];
  return !asked || kept.some((one) => one.value === asked) ? kept : [...kept, { value: asked, count: 0 }];
}

function called(kind: Kind, one: Kept): string {
  const known = kind === 'topic' ? `topic_${one.value}` : kind === 'language' ? one.value : '';
  return known in TALKS_WORDS.en ? w(known as TalksPhrase) : (one.name ?? one.value);
}

interface LineProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: LineProps & { readonly options: readonly { readonly value: string; readonly label: string }[] }) {
  const id = useId();
  return (
    <div class="flex min-w-0 flex-col gap-1">
      <label for={id} class="text-xs">
        {label}
      </label>
      <select id={id} class="min-h-11 w-full rounded-lg border border-base-content/50 bg-base-100 px-2" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </div>
  );
}
