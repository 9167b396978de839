import { signal } from '@preact/signals';
import { list, number, object, text } from '../../shared/api/read';
import { troubleWords } from '../deed';
import type { Canned, CannedReply } from './canned';
import { a } from './words';

export const FORMATS = ['json', 'csv'] as const;
export type FileFormat = (typeof FORMATS)[number];
type Texts = Omit<CannedReply, 'id'>;

/** What a file would add and change. */
export interface Plan {
  readonly id: string;
  readonly added: readonly Texts[];
  readonly changed: readonly { readonly from: Texts; readonly to: Texts }[];
  readonly same: number;
}

/** Replies that are taken elsewhere as a file, or brought in from one: shown before anything is kept. */
export class CannedFile {
  readonly plan = signal<Plan | null>(null);
  readonly busy = signal(false);
  readonly trouble = signal<string | null>(null);
  readonly kept = signal(false);

  #content = '';
  #format: FileFormat = 'json';

  constructor(private readonly canned: Canned) {}

  /** Has the browser keep a file of all replies. */
  download(format: FileFormat): Promise<void> {
    return this.#try(async () => {
      const address = URL.createObjectURL(await this.canned.desk.client.file(`${URL_OF}?format=${format}`));
      const link = document.createElement('a');
      link.href = address;
      link.download = `shoptalk-replies.${format}`;
      link.click();
      URL.revokeObjectURL(address);
    });
  }

  /** Shows what a file would do. */
  look(file: File): Promise<void> {
    return this.#try(async () => {
      const format = FORMATS.find((one) => file.name.toLowerCase().endsWith(`.${one}`));
      if (!format) throw a('fileKind');
      this.#format = format;
      this.#content = await file.text();
      this.plan.value = await this.#send('');
    });
  }

  /** Keeps what was shown, and nothing else. */
  keep(): Promise<void> {
    const plan = this.plan.peek();
    if (!plan) return Promise.resolve();
    return this.#try(async () => {
      await this.#send(`&plan=${encodeURIComponent(plan.id)}`);
      await this.canned.readReplies();
      this.kept.value = true;
    });
  }

  leave(): void {
    this.plan.value = null;
    this.#content = '';
  }

  async #send(plan: string): Promise<Plan> {
    return readPlan(await this.canned.desk.client.sendFile(`${URL_OF}?format=${this.#format}${plan}`, this.#content));
  }

  async #try(what: () => Promise<void>): Promise<void> {
    if (this.busy.peek()) return;
    this.busy.value = true;
    this.trouble.value = null;
    this.kept.value = false;
    this.plan.value = null;
    try {
      await what();
    } catch (error) {
      this.trouble.value = troubleWords(error);
    } finally {
      this.busy.value = false;
    }
  }
}

const URL_OF = '/desk/canned-file';

function readPlan(value: unknown): Plan {
  const json = object(object(value)?.['plan']);
  const changed = list(json?.['changed'], (one) => {
    const from = readTexts(object(one)?.['from']);
    const to = readTexts(object(one)?.['to']);
    return from && to ? { from, to } : undefined;
  });
  return { id: text(json?.['id']) ?? '', added: list(json?.['added'], readTexts), changed, same: number(json?.['same']) ?? 0 };
}

function readTexts(value: unknown): Texts | undefined {
  const json = object(value);
  const shortcut = text(json?.['shortcut']);
  return shortcut ? { shortcut, en: text(json?.['en']) ?? '', zh: text(json?.['zh']) ?? '' } : undefined;
}
