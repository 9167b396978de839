import { signal } from '@preact/signals';
import { isPicture, MOST_PICTURES, PICTURE_KINDS } from '../../shared/chat/pickPictures';
import type { Desk } from '../desk';
import { Upload } from './upload';
import { f } from './words';

const DOCUMENT = 'application/pdf';
export const FILE_KINDS = `${PICTURE_KINDS},${DOCUMENT}`;

/** The files that the next answer will carry. */
export class Attaching {
  readonly picked = signal<readonly Upload[]>([]);
  /** Why something that was picked was left out. */
  readonly trouble = signal<string | null>(null);

  constructor(private readonly desk: Desk) {
    // What was picked for one customer never goes to another.
    desk.chosen.subscribe((id) => this.#keepOnly(id));
  }

  add(files: Iterable<File>): void {
    const conversation = this.desk.chosen.peek();
    if (!conversation) return;
    const all = [...files];
    const wanted = all.filter((file) => isPicture(file) || file.type === DOCUMENT);
    const room = MOST_PICTURES - this.picked.peek().length;
    this.trouble.value = wanted.length < all.length ? f('kinds') : wanted.length > room ? f('tooMany') : null;
    this.#take(wanted.slice(0, room).map((file) => new Upload(this.desk.client, conversation, file)));
  }

  /** Those of an answer that was refused. */
  putBack(uploads: readonly Upload[]): void {
    this.#take(uploads);
  }

  remove(upload: Upload): void {
    this.picked.value = this.picked.peek().filter((one) => one !== upload);
    this.trouble.value = null;
    upload.forget();
  }

  /** Gives what is to be sent now; null while something was refused that has to be taken out first. */
  take(): readonly Upload[] | null {
    const picked = this.picked.peek();
    if (picked.some((one) => one.isRefused.peek())) return null;
    this.picked.value = [];
    this.trouble.value = null;
    return picked;
  }

  #take(uploads: readonly Upload[]): void {
    this.picked.value = [...this.picked.peek(), ...uploads];
    for (const upload of uploads) upload.kept().catch(() => undefined);
  }

  #keepOnly(conversation: string | null): void {
    if (this.picked.peek().some((one) => one.conversation !== conversation)) this.picked.value = [];
    this.trouble.value = null;
  }
}
