import type { Money } from '../../shared/api/parts';

/** How many digits stand behind the point of a currency's amounts. */
export function digitsOf({ currency }: Money): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** An amount as it was typed, in minor units; null when it is none, or more than the most. */
export function minorUnits(typed: string, most: Money): number | null {
  const digits = digitsOf(most);
  const found = /^(\d{1,12})(?:[.,](\d+))?$/.exec(typed.trim());
  const fraction = found?.[2] ?? '';
  if (!found || fraction.length > digits) return null;
  const amount = Number(found[1]! + fraction.padEnd(digits, '0'));
  return amount <= most.amount ? amount : null;
}
