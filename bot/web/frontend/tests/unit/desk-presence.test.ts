import { expect, test } from 'vitest';
import { DeskClient } from '../../desk/client';
import { Presence } from '../../desk/presence';

type Told = Parameters<DeskClient['beat']>[0];

/** A service that may be away. */
class Client extends DeskClient {
  readonly told: Told[] = [];
  isAway = false;

  override async beat(told: Told = {}): Promise<[]> {
    this.told.push(told);
    if (this.isAway) throw new TypeError('Failed to fetch');
    return [];
  }
}

test('what somebody has chosen to be is told until the service has taken it', async () => {
  const client = new Client();
  const presence = new Presence(client, () => undefined);
  presence.start(true);
  await expect.poll(() => client.told).toEqual([{}]);
  client.isAway = true;
  await presence.choose('away');
  presence.tell();
  await expect.poll(() => client.told.slice(1)).toEqual([{ availability: 'away' }, { availability: 'away' }]);
  client.isAway = false;
  presence.tell();
  await expect.poll(() => client.told.length).toBe(4);
  presence.tell();
  await expect.poll(() => client.told.slice(3)).toEqual([{ availability: 'away' }, {}]);
  client.isAway = true;
  await presence.choose('busy');
  presence.stop();
  client.isAway = false;
  presence.start(true);
  // Whoever comes next has not chosen it.
  await expect.poll(() => client.told.at(-1)).toEqual({});
  presence.stop();
});
