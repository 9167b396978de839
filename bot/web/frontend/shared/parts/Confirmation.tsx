import { useId } from 'preact/hooks';
import type { Change, Choice, ConfirmationPart } from '../api/parts';
import type { Side } from '../chat/Said';
import { t } from '../i18n/phrases';
import { Words } from './Words';

interface Props extends ConfirmationPart {
  readonly open: boolean;
  /** Whose face this is: only the shopper answers. */
  readonly own: Side;
  readonly onChoose: (choice: Choice) => void;
}

/** A write that is only done on a yes: what it is, everything it changes, and the two answers. */
export function Confirmation({ summary, changes, confirm, decline, open, own, onChoose }: Props) {
  const heading = useId();
  const yes = { id: confirm.id, title: confirm.title ?? t('confirm') };
  const no = { id: decline.id, title: decline.title ?? t('decline') };
  return (
    <div class="card w-full border-2 border-primary bg-base-100" role="group" aria-labelledby={heading}>
      <div class="flex flex-col gap-3 p-4">
        <h2 id={heading} class="text-xs font-semibold text-base-content/75">
          {t('confirmation')}
        </h2>
        <Words text={summary} />
        {changes.length > 0 && <Changes changes={changes} />}
        {open ? (
          <div class="flex flex-wrap gap-2">
            <button type="button" class="btn btn-primary h-auto min-h-11 flex-1 py-1.5" onClick={() => onChoose(yes)}>
              {yes.title}
            </button>
            <button type="button" class="btn btn-outline h-auto min-h-11 flex-1 py-1.5" onClick={() => onChoose(no)}>
              {no.title}
            </button>
          </div>
        ) : (
          own === 'shopper' && <p class="text-sm text-base-content/75">{t('decided')}</p>
        )}
      </div>
    </div>
  );
}

export function Changes({ changes }: { changes: readonly Change[] }) {
  return (
    <table class="w-full table-fixed text-sm wrap-anywhere [&_td]:py-1.5 [&_td]:pe-2 [&_td]:align-top [&_th]:pe-2 [&_th]:text-start [&_th]:py-1.5 [&_th]:align-top [&_tr]:border-b [&_tr]:border-base-300">
      <caption class="sr-only">{t('changes')}</caption>
      <thead>
        <tr class="text-xs text-base-content/75">
          <th scope="col">{t('changeField')}</th>
          <th scope="col">{t('changeFrom')}</th>
          <th scope="col">{t('changeTo')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.field}>
            <th scope="row" class="font-medium">
              {change.field}
            </th>
            <td>{change.from ?? t('nothing')}</td>
            <td class="font-semibold">{change.to ?? t('nothing')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
