import type { Choice, ChoicesPart } from '../api/parts';
import { t } from '../i18n/phrases';

interface Props extends ChoicesPart {
  /** Whether they may still be taken. */
  readonly open: boolean;
  readonly onChoose: (choice: Choice) => void;
}

export function Choices({ items, open, onChoose }: Props) {
  return (
    <ul class="flex flex-wrap gap-2" aria-label={t('choices')}>
      {items.map((choice) => (
        <li key={choice.id}>
          <button type="button" class="btn btn-outline h-auto min-h-10 rounded-full px-4 py-1.5 font-medium pointer-coarse:min-h-11" disabled={!open} onClick={() => onChoose(choice)}>
            {choice.title}
          </button>
        </li>
      ))}
    </ul>
  );
}
