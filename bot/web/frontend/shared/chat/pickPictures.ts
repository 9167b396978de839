import type { Picture } from '../conversation/state';

/** As many as one message takes. */
export const MOST_PICTURES = 5;
export const PICTURE_KINDS = 'image/jpeg,image/png,image/webp,image/gif';

const LONGEST_SIDE = 2048;
const SMALL_ENOUGH = 400_000;

/** Picked files, shown at once; large photos are made smaller meanwhile, which also takes out where they were taken. */
export function pickPictures(files: Iterable<File>): Picture[] {
  const pictures = [...files].filter((file) => PICTURE_KINDS.includes(file.type) && file.type).slice(0, MOST_PICTURES);
  return pictures.map((file) => ({ blob: smaller(file).catch(() => file), url: URL.createObjectURL(file) }));
}

async function smaller(file: Blob): Promise<Blob> {
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
