import type { Money } from '../api/parts';
import { language } from '../i18n/phrases';

const LOCALES = { en: 'en-US', zh: 'zh-CN' } as const;

/** An amount as it is written in the face's language. */
export function formatMoney({ amount, currency }: Money): string {
  try {
    const format = new Intl.NumberFormat(LOCALES[language.value], { style: 'currency', currency });
    return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  } catch {
    return `${(amount / 100).toFixed(2)} ${currency}`;
  }
}

/** A day of the shop's calendar; anything that is not a time is shown as it came. */
export function formatDay(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  // Days are the shop's, as the assistant says them; a bare date is one already, and not midnight in London.
  const timeZone = at[10] ? document.querySelector<HTMLMetaElement>('[name=shoptalk-zone]')?.content || undefined : 'UTC';
  return new Intl.DateTimeFormat(LOCALES[language.value], { dateStyle: 'medium', timeZone }).format(date);
}

/** A time of today, or a day and a time. */
export function formatTime(at: string, now = new Date()): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  const today = date.toDateString() === now.toDateString();
  const style = today ? { timeStyle: 'short' } as const : { dateStyle: 'medium', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat(LOCALES[language.value], style).format(date);
}

/** A size as people read it, in thousands: "340 KB", "1.2 MB". */
export function formatBytes(bytes: number): string {
  const [amount, unit] = bytes >= 1_000_000 ? [bytes / 1_000_000, 'MB'] : [Math.max(1, Math.round(bytes / 1000)), 'KB'];
  return `${new Intl.NumberFormat(LOCALES[language.value], { maximumFractionDigits: 1 }).format(amount)} ${unit}`;
}
