import type { Picture } from '../conversation/state';

/** As many as one message takes. */
export const MOST_PICTURES = 5;
export const PICTURE_KINDS = 'image/jpeg,image/png,image/webp,image/gif';

const LONGEST_SIDE = 2048;
const SMALL_ENOUGH = 400_000;

/** Picked files as they will be uploaded: large photos are made smaller here, which also takes out where they were taken. */
export async function pickPictures(files: Iterable<File>): Promise<Picture[]> {
  const pictures = [...files].filter((file) => PICTURE_KINDS.includes(file.type) && file.type);
  const blobs = await Promise.all(pictures.slice(0, MOST_PICTURES).map((file) => smaller(file).catch(() => file)));
  return blobs.map((blob) => ({ blob, url: URL.createObjectURL(blob) }));
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
