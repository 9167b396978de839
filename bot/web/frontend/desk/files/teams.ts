import { list, number, object, text } from '../../shared/api/read';
import type { DeskClient } from '../client';

/** A team to which a conversation may be passed on. */
export interface Team {
  readonly name: string;
  readonly members: number;
  /** How many of them are at the desk now. */
  readonly present: number;
}

export async function fetchTeams(client: DeskClient): Promise<readonly Team[]> {
  return list((await client.read('/desk/teams'))?.['teams'], (value) => {
    const json = object(value);
    const name = text(json?.['name']);
    return name ? { name, members: number(json?.['members']) ?? 0, present: number(json?.['present']) ?? 0 } : undefined;
  });
}
