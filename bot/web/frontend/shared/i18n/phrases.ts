import { signal } from '@preact/signals';
import { en, type Dictionary, type Phrase } from './en';
import type { Language } from './language';
import { zh } from './zh';

type Gaps = Readonly<Record<string, string | number>>;

export const DICTIONARIES: Readonly<Record<Language, Dictionary>> = { en, zh };

/** The language of the face; whatever renders a phrase renders again when it changes. */
export const language = signal<Language>('en');

/** A phrase in the face's language, with its gaps filled. */
export function t(phrase: Phrase, gaps: Gaps = {}): string {
  return fill(DICTIONARIES[language.value][phrase], gaps);
}

/** What speaks a dictionary of its own: a face with words that no other needs. */
export function speaker<P extends string>(words: Readonly<Record<Language, Readonly<Record<P, string>>>>) {
  return (phrase: P, gaps: Gaps = {}): string => fill(words[language.value][phrase], gaps);
}

/** A phrase whose name is put together from data, such as the status of an order; undefined if there is none. */
export function phraseFor(prefix: string, name: string, gaps: Gaps = {}): string | undefined {
  const dictionary: Readonly<Record<string, string>> = DICTIONARIES[language.value];
  return Object.hasOwn(dictionary, prefix + name) ? fill(dictionary[prefix + name]!, gaps) : undefined;
}

function fill(words: string, gaps: Gaps): string {
  return words.replace(/\{(\w+)\}/g, (gap, name: string) => (name in gaps ? String(gaps[name]) : gap));
}
