import { number, object, present, text } from '../shared/api/read';

export const AVAILABILITIES = ['online', 'busy', 'away'] as const;
export type Availability = (typeof AVAILABILITIES)[number];

/** Somebody at the desk. */
export interface Present {
  readonly name: string;
  readonly availability: Availability;
  readonly isMe: boolean;
  readonly conversations: number;
}

export function readPresent(value: unknown): Present | undefined {
  const json = object(value);
  const name = text(json?.['name']);
  const availability = AVAILABILITIES.find((known) => known === json?.['availability']);
  if (!json || !name || !availability) return undefined;
  return present<Present>({ name, availability, isMe: json['is_me'] === true, conversations: number(json['conversations']) ?? 0 });
}
