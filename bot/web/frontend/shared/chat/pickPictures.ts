import type { Picture } from '../conversation/state';
import type { Phrase } from '../i18n/en';

/** As many as one message takes. */
export const MOST_PICTURES = 5;
export const PICTURE_KINDS = 'image/jpeg,image/png,image/webp,image/gif';

const LONGEST_SIDE = 2048;
const SMALL_ENOUGH = 400_000;

/** What was picked, and why something of it was left out. */
export interface Picked {
  readonly pictures: readonly Picture[];
  readonly refused: Phrase | null;
}

/** Picked files, shown at once, as many as there is room for; large photos are made smaller meanwhile. */
export function pickPictures(files: Iterable<File>, room: number): Picked {
  const all = [...files];
  const pictures = all.filter(isPicture);
  const refused = pictures.length < all.length ? 'pictureKinds' : pictures.length > room ? 'pictureNumber5' : null;
  return { pictures: pictures.slice(0, room).map((file) => ({ blob: smaller(file).catch(() => file), url: URL.createObjectURL(file) })), refused };
}

export function isPicture(file: File): boolean {
  return file.type !== '' && PICTURE_KINDS.includes(file.type);
}

/** A photo of bearable size, without where it was taken. */
export async function smaller(file: Blob): Promise<Blob> {
  if (file.size <= SMALL_ENOUGH) return file;
  const image = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  const context = canvas.getContext('2d');
  if (!context) return file;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? file), 'image/jpeg', 0.85));
}
