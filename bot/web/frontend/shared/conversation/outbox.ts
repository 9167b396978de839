/** Messages that are not sent yet, kept where they outlive the page. */
import type { Outbound } from '../api/client';
import { readFilled } from '../api/form';
import { number, object, text } from '../api/read';
import type { Held } from '../protocol';
import type { Host } from './host';
import type { Outgoing } from './state';

const NAME = 'out.';
/** One that has waited for longer is sent on the shopper's wish alone: the talk has gone cold. */
const FRESH = 24 * 3600 * 1000;

/** Pictures are too large to be kept, so a message with any lasts as long as the page. */
export function keepOutgoing(host: Host, { key, outbound, shown, pictures }: Outgoing): void {
  if (pictures.length === 0) host.hold(NAME + key, JSON.stringify({ outbound, shown, at: Date.now() }));
}

export function dropOutgoing(host: Host, key: string): void {
  host.hold(NAME + key, null);
}

/** Those of a tab's own messages that no other tab has taken back. */
export function stillKept(outgoing: readonly Outgoing[], held: Held): Outgoing[] {
  return outgoing.filter(({ key, pictures }) => pictures.length > 0 || NAME + key in held);
}

/** What an earlier page left unsent, in the order in which it was written. */
export function readOutgoing(held: Held, now = Date.now()): Outgoing[] {
  const kept = Object.entries(held).flatMap(([name, written]) => {
    const found = name.startsWith(NAME) ? readKept(name.slice(NAME.length), written, now) : undefined;
    return found ? [found] : [];
  });
  return kept.sort((one, other) => one.at - other.at).map(({ outgoing }) => outgoing);
}

function readKept(key: string, written: string, now: number): { at: number; outgoing: Outgoing } | undefined {
  const json = object(parse(written));
  const outbound = readOutbound(json?.['outbound']);
  const shown = text(json?.['shown']);
  const at = number(json?.['at']);
  if (!outbound || shown === undefined || at === undefined) return undefined;
  const delivery = now - at < FRESH ? 'waiting' : 'failed';
  return { at, outgoing: { key, outbound, shown, pictures: [], delivery, earlier: true } };
}

function readOutbound(value: unknown): Outbound | undefined {
  const json = object(value);
  const choice = text(json?.['choice']);
  const words = text(json?.['text']);
  if (choice) return { choice };
  const form = readFilled(json?.['form']);
  if (form) return { form };
  return words ? { text: words } : undefined;
}

function parse(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}
