import { useEffect, useState } from 'preact/hooks';
import { formatTime } from '../../shared/text/formats';
import { Outcome, useDeed } from '../deed';
import { Block } from '../Page';
import { browserName } from './browserName';
import type { AccountClient, Session } from './client';
import { a } from './words';

/** Where one is signed in; a browser that is none of one's own is signed out from here. */
export function Sessions({ client, changes }: { client: AccountClient; changes: number }) {
  const deed = useDeed();
  const [found, setFound] = useState<readonly Session[]>([]);
  const look = async (): Promise<void> => setFound(await client.sessions());
  useEffect(() => void deed.run(look), [changes]);
  const end = (one: Session) =>
    deed.run(async () => {
      await client.revoke(one.id);
      await look();
    }, a('signedOutThere'));
  return (
    <Block title={a('sessions')}>
      <Outcome deed={deed} />
      <ul class="flex flex-col divide-y divide-base-300">
        {found.map((one) => (
          <li key={one.id} class="flex flex-wrap items-center gap-2 py-2">
            <div class="min-w-0 flex-1">
              <p class="font-medium" title={one.browser}>
                {nameOf(one)} {one.isThis && <span class="badge badge-sm">{a('thisBrowser')}</span>}
              </p>
              <p class="text-sm text-base-content/75">
                {[a('from', { address: one.address }), a('begun', { time: formatTime(one.begunAt) }), a('seen', { time: formatTime(one.seenAt) })].join(' · ')}
              </p>
            </div>
            {!one.isThis && (
              <button
                type="button"
                class="btn btn-sm min-h-11"
                aria-label={a('signOutThere', { browser: nameOf(one), address: one.address })}
                disabled={deed.busy}
                onClick={() => void end(one)}
              >
                {a('signOut')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </Block>
  );
}

function nameOf(one: Session): string {
  const known = browserName(one.browser);
  return known ? a('browserOn', known) : a('unknownBrowser');
}
