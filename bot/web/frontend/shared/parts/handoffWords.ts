import type { HandoffPart } from '../api/parts';
import type { Phrase } from '../i18n/en';
import { t } from '../i18n/phrases';

/** Why it stands there, where the shopper did not bring it about. */
export const REASONS: Readonly<Record<NonNullable<HandoffPart['why']>, Phrase>> = {
  unanswered: 'handoffUnanswered',
  vanished: 'handoffVanished',
  offered: 'handoffOffered',
};

/** The same, as the desk reads it. */
export const DESK_REASONS: typeof REASONS = {
  unanswered: 'handoffNotTaken',
  vanished: 'handoffLost',
  offered: 'handoffGiven',
};

/** A measured wait: rounded minutes, from and to. */
export function waitWords(low: number, high: number): string {
  if (low > 0) return t('handoffWait', { from: low, to: high });
  return high === 1 ? t('handoffWaitShort') : t('handoffWaitUnder', { to: high });
}

/** What is known of the wait, a sentence each. */
export function placeWords({ position, wait, isFree }: HandoffPart): readonly string[] {
  return [
    ...(position === undefined ? [] : [t('handoffPosition', { position })]),
    ...(wait ? [waitWords(...wait)] : []),
    ...(isFree === false ? [t('handoffNobody')] : []),
  ];
}
