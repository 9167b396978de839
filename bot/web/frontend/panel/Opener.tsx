import { t } from '../shared/i18n/phrases';
import { Icon } from '../shared/ui/Icon';
import { greeting } from './look';
import type { Suggestions } from './suggestions';

/** What stands in an empty conversation: a greeting and questions to begin with. */
export function Opener({ suggestions, word, say }: { suggestions: Suggestions; word: string | undefined; say: (words: string) => void }) {
  return (
    <section class="flex flex-col gap-5 pt-4">
      <span class="flex size-12 items-center justify-center rounded-2xl bg-primary text-primary-content">
        <Icon name="chat" size={24} />
      </span>
      <div class="flex flex-col gap-2">
        <h2 class="text-2xl leading-tight font-semibold text-balance">{word ?? greeting()}</h2>
        <p class="text-[.9375rem] leading-relaxed text-base-content/75">{t('greetingMore')}</p>
      </div>
      <ul class="flex flex-col gap-2" aria-label={t('suggestions')}>
        {suggestions.questions.value.map((question) => (
          <li key={question}>
            <button type="button" class="btn btn-outline h-auto min-h-11 w-full justify-between border-base-content/40 px-4 py-2 text-start font-medium" onClick={() => say(question)}>
              {question}
              <Icon name="right" size={16} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
