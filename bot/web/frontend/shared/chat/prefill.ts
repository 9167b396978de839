import { signal } from '@preact/signals';

/** Words that the shop's page wants in the field; null once they stand there. */
export const prefilled = signal<string | null>(null);
