import type { Handoff } from '../client';

/** What somebody at the desk is told of: a new one waits, one came to them without their doing, a shopper wrote to them. */
export type Kind = 'waiting' | 'given' | 'message';

export interface Happening {
  readonly kind: Kind;
  readonly conversationId: string;
  /** The same in every tab. */
  readonly key: string;
  /** Which phrase says it. */
  readonly phrase: 'waits' | 'offered' | 'passed' | 'wrote';
  readonly words: string;
}

/** What has happened between two looks at the list; never what this person did. */
export function happenings(before: readonly Handoff[], now: readonly Handoff[]): Happening[] {
  const known = new Map(before.map((one) => [one.conversationId, one]));
  return now.flatMap((one) => happening(known.get(one.conversationId), one) ?? []);
}

function happening(was: Handoff | undefined, one: Handoff): Happening | undefined {
  const at = (kind: Kind, phrase: Happening['phrase'], words: string, more = ''): Happening => ({ kind, phrase, words, conversationId: one.conversationId, key: `${kind}:${one.conversationId}:${more}` });
  if (one.state === 'waiting') {
    // What was mine I have put back, or let go by.
    const isNew = one.fitsMe && !was?.isMine && was?.state !== 'waiting';
    return isNew ? at('waiting', 'waits', one.reason) : undefined;
  }
  if (!one.isMine) return undefined;
  // What I took by myself was not given.
  if (!was?.isMine) return one.given ? at('given', one.given, one.reason) : undefined;
  const wrote = one.last?.author === 'shopper' && one.last.at !== was.last?.at;
  return wrote ? at('message', 'wrote', one.last?.words ?? '', one.last?.at) : undefined;
}
