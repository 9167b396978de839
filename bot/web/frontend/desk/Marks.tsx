import { useEffect, useState } from 'preact/hooks';
import type { Message } from '../shared/api/message';
import { ratedAfter } from '../shared/chat/ratedAfter';
import { Icon } from '../shared/ui/Icon';
import type { Marks } from './client';
import type { Desk } from './desk';
import { d } from './words';

const NONE: Marks = { thumbs: new Map(), ratings: [] };

/** What the shopper of the chosen conversation thought of it; read again when somebody takes or leaves it. */
export function useMarks(desk: Desk): Marks {
  const [marks, setMarks] = useState(NONE);
  const id = desk.chosen.value;
  const { status } = desk.state.value;
  useEffect(() => {
    let isStill = true;
    const show = (found: Marks): void => {
      if (isStill) setMarks(found);
    };
    show(NONE);
    // A conversation is read without its marks where they cannot be had.
    if (id) desk.client.marks(id).then(show, () => undefined);
    return () => void (isStill = false);
  }, [id, status]);
  return marks;
}

/** The marks that stand under a message: a thumb, and the rating of the help that ended with it. */
export function MarksBelow({ marks, message, messages }: { marks: Marks; message: Message; messages: readonly Message[] }) {
  const helpful = marks.thumbs.get(message.id);
  const ratings = marks.ratings.filter((rating) => ratedAfter(messages, rating) === message.id);
  return (
    <>
      {helpful !== undefined && (
        <p class="flex items-center gap-1.5 text-xs text-base-content/75" data-mark={helpful}>
          <Icon name={helpful ? 'thumbUp' : 'thumbDown'} size={14} />
          {d(helpful ? 'markedHelpful' : 'markedUnhelpful')}
        </p>
      )}
      {ratings.map(({ endedAt, score, comment }) => (
        <div key={endedAt} class="w-full rounded-xl border border-base-300 bg-base-100 p-3 text-start text-sm text-base-content" data-rated={score}>
          <p class="font-semibold">{d('rated', { score })}</p>
          {comment && <p class="whitespace-pre-line wrap-anywhere">{comment}</p>}
        </div>
      ))}
    </>
  );
}
