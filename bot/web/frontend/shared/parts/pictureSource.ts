/** Gives the bytes of a picture or file of the conversation that is shown. */
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

/** Hands the browser a file to save, which it is never to show by itself. */
export async function saveFile(id: string, name: string): Promise<void> {
  const bytes = await source(id);
  saveAs(URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' })), name);
}

export function saveAs(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
