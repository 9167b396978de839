import { f } from './attach/words';
import type { Desk } from './desk';
import { d } from './words';

/** In the list, on the conversation's entry: a reply there did not get through. */
export function UnsentBadge({ desk, id }: { desk: Desk; id: string }) {
  if (!desk.kept.unsent.value.has(id)) return null;
  return <span class="badge badge-sm self-start border-error text-error">{d('notSent')}</span>;
}

/** Replies that did not get through elsewhere, whichever list is open and be the conversation in none. */
export function UnsentList({ desk }: { desk: Desk }) {
  const found = [...desk.kept.unsent.value].filter(([id]) => id !== desk.chosen.value);
  if (found.length === 0) return null;
  return (
    <section class="flex flex-col gap-1 p-3 pb-0" aria-label={d('notSentElsewhere')}>
      <div role="alert">
        <h2 class="px-2 text-sm font-semibold text-error">{d('notSentElsewhere')}</h2>
      </div>
      {found.map(([id, words]) => (
        <button key={id} type="button" class="flex min-h-11 w-full flex-col rounded-xl border-2 border-transparent p-2 text-start hover:bg-base-100" onClick={() => desk.choose(id)}>
          <span class="line-clamp-2">{words || f('sent')}</span>
        </button>
      ))}
    </section>
  );
}

/** What was written where one may not answer any more: it can be copied, or thrown away. */
export function KeptDraft({ desk }: { desk: Desk }) {
  if (!desk.draft.value) return null;
  return (
    <div class="flex flex-col gap-2 border-t border-base-300 p-3 text-sm">
      <p id="kept-draft">{d('draftKept')}</p>
      <textarea class="textarea min-h-11 w-full resize-none border-base-content/50 text-base" rows={3} readOnly aria-labelledby="kept-draft" value={desk.draft.value} />
      <button type="button" class="btn btn-sm min-h-11 self-start" onClick={() => (desk.draft.value = '')}>
        {d('discard')}
      </button>
    </div>
  );
}
