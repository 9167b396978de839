import { AVAILABILITIES, type Availability } from './present';
import type { Presence } from './presence';
import { d } from './words';

/** What I am at the desk, by my own choice. */
export function PresenceSwitch({ presence }: { presence: Presence }) {
  return (
    <select
      class="select select-sm min-h-11 w-auto"
      aria-label={d('availability')}
      value={presence.mine.value}
      onChange={(event) => void presence.choose(event.currentTarget.value as Availability)}
    >
      {AVAILABILITIES.map((one) => (
        <option key={one} value={one}>
          {d(one)}
        </option>
      ))}
    </select>
  );
}

/** A shape as well as a colour, for those who do not tell colours apart. */
const MARKS: Readonly<Record<Availability, string>> = {
  online: 'bg-success rounded-full',
  busy: 'bg-warning rounded-sm',
  away: 'border-2 border-base-content/60 rounded-full',
};

/** Who else is at the desk, and how many conversations each has. */
export function Colleagues({ presence }: { presence: Presence }) {
  const others = presence.people.value.filter((one) => !one.isMe);
  return (
    <section class="p-3" aria-label={d('colleagues')}>
      <h2 class="px-2 pb-1 text-sm font-semibold">{d('colleagues')}</h2>
      {others.length === 0 && <p class="px-2 text-sm text-base-content/75">{d('alone')}</p>}
      <ul class="flex flex-col">
        {others.map((one, place) => (
          <li key={place} class="flex items-center gap-2 px-2 py-1 text-sm">
            <span class={`size-2.5 shrink-0 ${MARKS[one.availability]}`} aria-hidden="true" />
            <span class="flex-1">{one.name}</span>
            <span class="text-base-content/75">
              {d(one.availability)} · {d('load', { count: one.conversations })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
