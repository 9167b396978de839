import { signal } from '@preact/signals';
import { Problem } from '../../shared/api/problem';
import { isPicture, smaller } from '../../shared/chat/pickPictures';
import { newKey } from '../../shared/conversation/key';
import type { DeskClient } from '../client';
import { problemWords } from '../problems';
import { f } from './words';

/** A file on its way to one conversation: it is uploaded when it is picked, so that the answer need not wait for it. */
export class Upload {
  readonly key = newKey();
  /** Of what is no picture. */
  readonly name: string | undefined;
  readonly url: string;
  /** From 0 to 1. */
  readonly progress = signal(0);
  readonly isKept = signal(false);
  /** Why it was not taken, or has not arrived yet. */
  readonly trouble = signal<string | null>(null);
  /** The service does not want it: it can only be taken out. */
  readonly isRefused = signal(false);
  readonly blob: Promise<Blob>;
  #kept: Promise<string> | null = null;

  constructor(
    private readonly client: DeskClient,
    readonly conversation: string,
    private readonly file: File,
  ) {
    this.name = isPicture(file) ? undefined : file.name;
    this.url = URL.createObjectURL(file);
    this.blob = this.name === undefined ? smaller(file).catch(() => file) : Promise.resolve(file);
  }

  /** The id under which it is kept. What failed is tried again when asked again; raises Problem. */
  kept(): Promise<string> {
    this.#kept ??= this.#send().catch((error: unknown) => {
      this.#kept = null;
      throw error;
    });
    return this.#kept;
  }

  forget(): void {
    URL.revokeObjectURL(this.url);
  }

  async #send(): Promise<string> {
    this.trouble.value = null;
    try {
      const id = await this.client.upload(this.conversation, await this.blob, this.file.name, (part) => (this.progress.value = part));
      this.isKept.value = true;
      return id;
    } catch (error) {
      this.progress.value = 0;
      this.isRefused.value = error instanceof Problem && !error.busy && error.status < 500;
      this.trouble.value = this.isRefused.value ? words(error as Problem) : f('later');
      // A reply that it was to go with says the same of it.
      throw error instanceof Problem && error.status === 422 ? new Problem(422, this.trouble.value) : error;
    }
  }
}

/** Here PDFs are taken beside pictures. */
function words(problem: Problem): string {
  if (problem.kind === 'document-refused') return f('documentRefused');
  return problem.kind === 'picture-refused' ? f('kinds') : problemWords(problem);
}
