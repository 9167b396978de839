import { useEffect, useMemo } from 'preact/hooks';
import { formatTime } from '../../shared/text/formats';
import type { Desk } from '../desk';
import { Letters, type GivenUp } from './letters';
import { l } from './words';

/** In the conversation: what the shopper was not sent. */
export function UndeliveredHere({ desk, conversationId }: { desk: Desk; conversationId: string }) {
  const letters = useLetters(desk, conversationId);
  if (letters.found.value.length === 0) return null;
  return (
    <section class="flex flex-col gap-2 border-y border-error p-3 text-sm" role="alert" aria-label={l('letters')}>
      {letters.found.value.map((one) => (
        <Letter key={one.messageId} one={one} letters={letters} />
      ))}
    </section>
  );
}

/** For those who see to all of them: every letter that was given up. */
export function UndeliveredList({ desk }: { desk: Desk }) {
  const letters = useLetters(desk, null);
  if (letters.found.value.length === 0) return null;
  return (
    <section class="flex flex-col gap-2 p-3 text-sm" aria-label={l('letters')}>
      <h2 class="px-2 font-semibold">
        {l('letters')} <span class="badge badge-sm">{letters.found.value.length}</span>
      </h2>
      {letters.found.value.map((one) => (
        <article key={one.messageId} class="rounded-xl border border-base-300 bg-base-100 p-3">
          <Letter one={one} letters={letters} onOpen={() => desk.choose(one.conversationId)} />
        </article>
      ))}
    </section>
  );
}

function Letter({ one, letters, onOpen }: { one: GivenUp; letters: Letters; onOpen?: () => void }) {
  return (
    <div class="flex flex-col gap-2">
      <p class="break-words">{l('warning', { to: one.to, tries: one.tries, time: formatTime(one.givenUpAt) })}</p>
      {one.error && <p class="break-words text-base-content/75">{l('said', { error: one.error })}</p>}
      {letters.trouble.value && <p class="text-error">{letters.trouble.value}</p>}
      <div class="flex flex-wrap gap-2">
        <button type="button" class="btn btn-sm min-h-11" onClick={() => void letters.again(one)}>
          {l('again')}
        </button>
        {onOpen && (
          <button type="button" class="btn btn-ghost btn-sm min-h-11" onClick={onOpen}>
            {l('open')}
          </button>
        )}
      </div>
    </div>
  );
}

function useLetters(desk: Desk, of: string | null): Letters {
  const letters = useMemo(() => new Letters(desk, of), [desk, of]);
  useEffect(() => letters.follow(), [letters]);
  return letters;
}
