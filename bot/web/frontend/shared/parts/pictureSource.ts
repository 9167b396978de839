/** Gives the bytes of a picture of the conversation that is shown. */
export type PictureSource = (id: string) => Promise<Blob>;

let source: PictureSource = () => Promise.reject(new Error('no conversation shows its pictures yet'));
const known = new Map<string, Promise<string>>();

export function setPictureSource(given: PictureSource): void {
  source = given;
}

/** Where this page shows a picture from; each is fetched once. */
export function pictureUrl(id: string): Promise<string> {
  const url = known.get(id) ?? source(id).then((blob) => URL.createObjectURL(blob));
  known.set(id, url);
  url.catch(() => known.delete(id));
  return url;
}
