import { Icon } from '../shared/ui/Icon';
import type { Feedback } from './feedback';
import { w } from './words';

const THUMBS = [
  { helpful: true, icon: 'thumbUp', phrase: 'helpful' },
  { helpful: false, icon: 'thumbDown', phrase: 'unhelpful' },
] as const;

/** Whether an answer helped: two buttons, of which one may be pressed; pressed again it is taken back. */
export function Thumbs({ feedback, messageId }: { feedback: Feedback; messageId: string }) {
  const given = feedback.thumbs.value.get(messageId);
  return (
    <div class="-mt-1 flex flex-wrap items-center gap-1" role="group" aria-label={w('thumbs')}>
      {THUMBS.map(({ helpful, icon, phrase }) => (
        <button
          key={phrase}
          type="button"
          class={`btn btn-ghost btn-circle size-8 min-h-8 pointer-coarse:size-11 ${given === helpful ? 'bg-base-content text-base-100' : 'text-base-content/75'}`}
          aria-label={w(phrase)}
          title={w(phrase)}
          aria-pressed={given === helpful}
          onClick={() => void feedback.judge(messageId, given === helpful ? undefined : helpful)}
        >
          <Icon name={icon} size={16} />
        </button>
      ))}
      {feedback.failed.value.has(messageId) && (
        <span class="text-sm text-error" role="alert">
          {w('thumbFailed')}
        </span>
      )}
    </div>
  );
}
