/** Messages that are not sent yet, kept where they outlive the page: their words by the page around, their pictures by the browser. */
import type { Outbound } from '../api/client';
import type { FilledForm, FormValues } from '../api/form';
import { number, object, text } from '../api/read';
import type { Held } from '../protocol';
import type { Host } from './host';
import type { PictureStore } from './picture-store';
import type { Outgoing, Picture } from './state';

const NAME = 'out.';
/** One that has waited for longer is sent on the shopper's wish alone: the talk has gone cold. */
const FRESH = 24 * 3600 * 1000;

/** The pictures of a message are not there any more, so that it cannot be sent as it was meant. */
export class PicturesLost extends Error {}

export class Outbox {
  constructor(
    private readonly host: Host,
    private readonly store: PictureStore,
  ) {}

  /** False where the browser keeps no pictures: such a message lasts as long as its page. */
  async keep({ key, outbound, shown, pictures, to }: Outgoing, at = Date.now()): Promise<boolean> {
    const kept = { outbound, shown, at, to, pictures: pictures.length || undefined };
    try {
      // The pictures first: words alone would be sent without them.
      if (pictures.length > 0) await this.store.keep(key, await Promise.all(pictures.map(({ blob }) => blob)));
    } catch {
      return false;
    }
    this.host.hold(NAME + key, JSON.stringify(kept));
    return true;
  }

  drop({ key, pictures }: Outgoing): void {
    this.host.hold(NAME + key, null);
    // What cannot be removed now goes when it is too old.
    if (pictures.length > 0) this.store.drop(key).catch(() => undefined);
  }

  read(held: Held): Outgoing[] {
    return readOutgoing(held, this.store);
  }
}

/** What an earlier page left unsent, in the order in which it was written. */
export function readOutgoing(held: Held, store: PictureStore, now = Date.now()): Outgoing[] {
  const kept = Object.entries(held).flatMap(([name, written]) => {
    const found = name.startsWith(NAME) ? readKept(name.slice(NAME.length), written, store, now) : undefined;
    return found ? [found] : [];
  });
  return kept.sort((one, other) => one.at - other.at).map(({ outgoing }) => outgoing);
}

function readKept(key: string, written: string, store: PictureStore, now: number): { at: number; outgoing: Outgoing } | undefined {
  const json = object(parse(written));
  const count = number(json?.['pictures']) ?? 0;
  const outbound = readOutbound(json?.['outbound'], count > 0);
  const shown = text(json?.['shown']) ?? (count > 0 ? '' : undefined);
  const at = number(json?.['at']);
  if (!outbound || shown === undefined || at === undefined) return undefined;
  const delivery = now - at < FRESH ? 'waiting' : 'failed';
  const kept = count > 0 ? { kept: true } : {};
  return { at, outgoing: { key, outbound, shown, pictures: readPictures(key, count, store), delivery, to: text(json?.['to']), earlier: true, ...kept } };
}

function readPictures(key: string, count: number, store: PictureStore): Picture[] {
  if (count === 0) return [];
  const read = store.read(key).catch(() => undefined);
  return Array.from({ length: count }, (_, index) => {
    const blob = read.then((blobs) => blobs?.[index] ?? Promise.reject(new PicturesLost()));
    blob.catch(() => undefined);
    return { blob, url: '' };
  });
}

/** Those of a tab's own messages that no other tab has taken back. */
export function stillKept(outgoing: readonly Outgoing[], held: Held): Outgoing[] {
  return outgoing.filter(({ key, pictures, kept }) => (pictures.length > 0 && !kept) || NAME + key in held);
}

/** The same pictures, with where this page shows them from. */
export async function shownFrom(pictures: readonly Picture[]): Promise<Picture[]> {
  return Promise.all(pictures.map(async (picture) => ({ ...picture, url: picture.url || URL.createObjectURL(await picture.blob) })));
}

function readOutbound(value: unknown, hasPictures: boolean): Outbound | undefined {
  const json = object(value);
  const choice = text(json?.['choice']);
  const words = text(json?.['text']);
  if (choice) return { choice };
  const form = readFilled(json?.['form']);
  if (form) return { form };
  if (words) return { text: words };
  return json && hasPictures ? {} : undefined;
}

function parse(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

/** A form that an earlier page left unsent. */
function readFilled(value: unknown): FilledForm | undefined {
  const json = object(value);
  const id = text(json?.['id']);
  const values = object(json?.['values']);
  return id && values ? { id, values: values as FormValues } : undefined;
}
