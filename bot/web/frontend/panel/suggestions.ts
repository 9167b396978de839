import { signal } from '@preact/signals';
import type { Client } from '../shared/api/client';
import type { Language } from '../shared/i18n/language';
import { t } from '../shared/i18n/phrases';
import type { Context } from '../shared/protocol';

const ANYWHERE = ['suggestion1', 'suggestion2', 'suggestion3', 'suggestion4'] as const;

/** Questions to begin with, as the service makes them for this page and this customer; our own where it does not answer. */
export class Suggestions {
  readonly questions = signal<readonly string[]>([]);
  #looked = '';

  constructor(
    private readonly client: Client,
    private readonly context: () => Promise<Context>,
  ) {}

  /** Asks once for each language and page. */
  look(language: Language, page: number): void {
    const wanted = `${language} ${page}`;
    if (wanted === this.#looked) return;
    this.#looked = wanted;
    void this.#ask(language).then((questions) => {
      if (this.#looked === wanted) this.questions.value = questions;
    });
  }

  async #ask(language: Language): Promise<readonly string[]> {
    try {
      const { identity, page } = await this.context();
      const questions = await this.client.suggestions({ language, identity, page });
      if (questions.length > 0) return questions;
    } catch {
      // A shopper can begin without them.
    }
    return ANYWHERE.map((phrase) => t(phrase));
  }
}
