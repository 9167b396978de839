import { useEffect, useId, useState } from 'preact/hooks';
import { announce } from '../shared/chat/announce';
import { problemWords } from '../shared/chat/problemWords';
import { Problem } from '../shared/api/problem';
import { keepFocus } from '../shared/ui/keepFocus';
import { LONGEST_COMMENT, SCORES, type Feedback, type Rating, type Score } from './feedback';
import { w } from './ratingWords';

/** What a person's help was worth: stars with a comment, to be changed for a while, or left alone. */
export default function RatingCard({ feedback, rating }: { feedback: Feedback; rating: Rating }) {
  const [changing, setChanging] = useState(false);
  useEffect(() => {
    if (rating.state === 'asked') announce(w('rate'));
  }, [rating.handoffId]);
  if (rating.state === 'declined' && !changing) return null;
  const turn = (change: boolean): void => {
    setChanging(change);
    keepFocus('[data-rating=asked] :checked', '[data-rating=given] button', '[role=region]');
  };
  if (rating.state !== 'asked' && !changing) return <Rated rating={rating} onChange={() => turn(true)} />;
  return <RatingForm feedback={feedback} rating={rating} onDone={() => turn(false)} />;
}

function Rated({ rating, onChange }: { rating: Rating; onChange: () => void }) {
  const score = rating.score ?? 1;
  return (
    <div class="card card-border flex w-full flex-row flex-wrap items-center gap-2 border-base-300 bg-base-100 p-3 text-sm text-base-content" data-rating="given">
      <span class="flex text-warning" role="img" aria-label={w(`score${score}`)}>
        {SCORES.map((one) => (
          <Star key={one} full={one <= score} size={18} />
        ))}
      </span>
      <p class="flex-1">{w('rated')}</p>
      {rating.open && (
        <button type="button" class="btn btn-ghost btn-sm min-h-9 pointer-coarse:min-h-11" onClick={onChange}>
          {w('rateChange')}
        </button>
      )}
    </div>
  );
}

function RatingForm({ feedback, rating, onDone }: { feedback: Feedback; rating: Rating; onDone: () => void }) {
  const [score, setScore] = useState<Score | null>(rating.score);
  const [comment, setComment] = useState(rating.comment);
  const [trouble, setTrouble] = useState<string | null>(null);
  const name = useId();
  const send = async (given: Score | null): Promise<void> => {
    try {
      await feedback.rate(given, given === null ? '' : comment);
      if (given !== null) announce(w('rated'));
      onDone();
    } catch (error) {
      const isOver = error instanceof Problem && error.kind === 'rating-closed';
      setTrouble(w('rateFailed', { reason: isOver ? w('rateOver') : problemWords(error) }));
    }
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (score !== null) void send(score);
  };
  return (
    <form class="card card-border w-full border-base-content/40 bg-base-100 text-start text-base-content" data-rating="asked" onSubmit={submit}>
      <div class="flex flex-col gap-2 p-4">
        <fieldset>
          <legend class="font-semibold">{w('rate')}</legend>
          <div class="flex pt-1">
            {SCORES.map((one) => (
              <label key={one} class="relative grid size-11 cursor-pointer place-items-center rounded-lg text-warning has-focus-visible:outline-2 has-focus-visible:outline-base-content" title={w(`score${one}`)}>
                <input type="radio" class="sr-only" name={name} value={one} aria-label={w(`score${one}`)} checked={score === one} onChange={() => setScore(one)} />
                <Star full={score !== null && one <= score} size={28} />
              </label>
            ))}
          </div>
        </fieldset>
        <p class="text-sm text-base-content/75">{score === null ? w('rateMore') : w(`score${score}`)}</p>
        {score !== null && (
          <label class="flex flex-col gap-1 text-sm">
            {w('rateComment')}
            <textarea class="textarea w-full resize-none border-base-content/50 text-base" rows={2} maxLength={LONGEST_COMMENT} value={comment} onInput={(event) => setComment(event.currentTarget.value)} />
          </label>
        )}
        {trouble && (
          <p class="text-sm text-error" role="alert">
            {trouble}
          </p>
        )}
        <div class="flex flex-wrap gap-2">
          {score !== null && (
            <button type="submit" class="btn btn-primary min-h-11 flex-1">
              {w('rateSend')}
            </button>
          )}
          <button type="button" class="btn btn-ghost min-h-11" onClick={() => (rating.state === 'asked' ? void send(null) : onDone())}>
            {w('rateLater')}
          </button>
        </div>
      </div>
    </form>
  );
}

/** Outlined, or filled as well: told apart by shape, not by colour alone. */
function Star({ full, size }: { full: boolean; size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill={full ? 'currentColor' : 'none'} stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" aria-hidden="true">
      <path d="M12 3l2.8 5.8 6.2.9-4.5 4.4 1.1 6.2L12 17.3l-5.6 3 1.1-6.2L3 9.7l6.2-.9z" />
    </svg>
  );
}
