import { AnswerPart } from '../../shared/parts/AnswerPart';
import type { Assist } from './assist';
import type { Suggestion } from './client';
import { a } from './words';

/** What the shop's documents say to the customer's question: a draft that the agent makes their own. */
export function SuggestionCard({ assist, mayReply }: { assist: Assist; mayReply: boolean }) {
  const found = assist.suggestion.value;
  return (
    <section class="flex flex-col gap-2" aria-busy={found.is === 'loading'}>
      <h2 class="font-semibold">{a('suggestion')}</h2>
      <div role="status" class="text-sm text-base-content/75">
        {found.is === 'loading' && a('suggestionLoading')}
        {found.is === 'failed' && a('suggestionFailed')}
        {found.is === 'found' && <Found assist={assist} suggestion={found.value} />}
      </div>
      {found.is === 'found' && found.value?.answer && (
        <div class="rounded-xl border border-base-300 bg-base-100 p-3">
          <AnswerPart {...found.value.answer} />
          {mayReply && (
            <button type="button" class="btn btn-primary btn-sm mt-3 min-h-11" onClick={() => assist.use(found.value!.draft)}>
              {a('useDraft')}
            </button>
          )}
        </div>
      )}
      {found.is !== 'loading' && (
        <button type="button" class="btn btn-outline btn-sm min-h-11 self-start border-base-content/50" onClick={() => void assist.lookUp()}>
          {a(found.is === 'idle' ? 'lookUp' : 'again')}
        </button>
      )}
    </section>
  );
}

function Found({ assist, suggestion }: { assist: Assist; suggestion: Suggestion | null }) {
  if (!suggestion) return <>{a('suggestionNothing')}</>;
  const asked = assist.desk.state.value.messages.find((message) => message.id === suggestion.messageId);
  const words = asked?.parts.map((part) => (part.kind === 'text' ? part.text : '')).join(' ') ?? '';
  return <>{a(suggestion.answer ? 'suggestionFrom' : 'suggestionNone', { question: words.slice(0, 140) })}</>;
}
