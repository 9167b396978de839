import { t } from '../../shared/i18n/phrases';
import { LANGUAGES, TOPICS, type Person } from './client';
import { a } from './words';

/** A change of whom somebody answers. */
export type SkillChange = { readonly languages: readonly string[] } | { readonly topics: readonly string[] };

interface Props {
  readonly person: Person;
  readonly busy: boolean;
  readonly onChange: (change: SkillChange) => void;
}

/** Which shoppers somebody answers, by language and topic. */
export function Skills({ person, busy, onChange }: Props) {
  const { languages, topics, name } = person;
  const chosen = [...LANGUAGES.filter((one) => languages.includes(one)).map((one) => a(`language_${one}`)), ...TOPICS.filter((one) => topics.includes(one)).map((one) => a(`topic_${one}`))];
  return (
    <details class="w-full text-sm">
      <summary class="min-h-6 cursor-pointer" aria-label={a('answersOf', { name })}>
        {a('answers')}
        {t('colon')}
        {chosen.length > 0 ? chosen.join(a('and')) : a('everything')}
      </summary>
      <div class="flex flex-col gap-2 py-2">
        <p class="text-base-content/75">{a('skillsMore')}</p>
        <Choices
          title={a('languages')}
          options={LANGUAGES.map((one) => [one, a(`language_${one}`)])}
          chosen={languages}
          busy={busy}
          onChange={(now) => onChange({ languages: now })}
        />
        <Choices title={a('topics')} options={TOPICS.map((one) => [one, a(`topic_${one}`)])} chosen={topics} busy={busy} onChange={(now) => onChange({ topics: now })} />
      </div>
    </details>
  );
}

interface ChoicesProps {
  readonly title: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly chosen: readonly string[];
  readonly busy: boolean;
  readonly onChange: (chosen: string[]) => void;
}

function Choices({ title, options, chosen, busy, onChange }: ChoicesProps) {
  return (
    <fieldset class="flex flex-wrap gap-x-4" disabled={busy}>
      <legend class="font-medium">{title}</legend>
      {options.map(([value, words]) => (
        <label key={value} class="flex min-h-11 items-center gap-2">
          <input
            type="checkbox"
            class="size-5"
            checked={chosen.includes(value)}
            onChange={(event) => onChange(event.currentTarget.checked ? [...chosen, value] : chosen.filter((one) => one !== value))}
          />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
