import { signal } from '@preact/signals';
import { fetched } from '../ui/fetched';

type Markdown = typeof import('./markdown');

/** The Markdown renderer, fetched after the first paint; until it is there words are shown plain. */
export const rich = signal<Markdown | null>(null);

export async function fetchRich(): Promise<void> {
  rich.value ??= await fetched(() => import('./markdown'));
}

/** Words as they are read out. */
export function plain(words: string): string {
  return rich.value?.plain(words) ?? words;
}
