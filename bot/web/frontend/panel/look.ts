import { signal } from '@preact/signals';
import { language, t } from '../shared/i18n/phrases';
import { readLook, wordsFor, type Look } from '../shared/look';
import { inkOn } from '../shared/text/accent';

/** How the shop wants the panel to look. */
export const look = signal<Look>({});

/** The look that the service wrote into the page, as its settings say. */
export function servedLook(page: ParentNode = document): Look {
  try {
    return readLook(JSON.parse(page.querySelector<HTMLMetaElement>('meta[name="shoptalk-look"]')?.content || '{}'));
  } catch {
    return {};
  }
}

/** Whether the shop has rules by which the widget says something by itself. */
export function isProactive(page: ParentNode = document): boolean {
  return page.querySelector<HTMLMetaElement>('meta[name="shoptalk-look"]')?.content.includes('"proactive": "true"') === true;
}

/** Whether the shop asks something before the talk. */
export function asksFirst(page: ParentNode = document): boolean {
  return page.querySelector<HTMLMetaElement>('meta[name="shoptalk-look"]')?.content.includes('"asks_first": "true"') === true;
}

export function title(): string {
  return wordsFor(look.value, 'title', language.value) ?? t('title');
}

export function greeting(): string {
  return wordsFor(look.value, 'greeting', language.value) ?? t('greeting');
}

/** Puts it on. */
export function dress({ theme, accent }: Look): void {
  const root = document.documentElement;
  if (theme === 'light' || theme === 'dark') root.dataset['theme'] = theme;
  else delete root.dataset['theme'];
  if (!accent) return;
  root.style.setProperty('--color-primary', accent);
  root.style.setProperty('--color-primary-content', inkOn(accent));
}
