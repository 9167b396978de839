import { useEffect, useRef } from 'preact/hooks';
import type { Connection } from '../conversation/event-stream';
import { t } from '../i18n/phrases';
import { announce } from './announce';

/** Says that the line is broken and, once, that it is mended. */
export function ConnectionNotice({ connection }: { connection: Connection }) {
  const wasLost = useRef(false);
  useEffect(() => {
    if (connection === 'lost' && !wasLost.current) announce(t('connectionLost'));
    if (connection === 'open' && wasLost.current) announce(t('connectionBack'));
    if (connection !== 'connecting') wasLost.current = connection === 'lost';
  }, [connection]);
  if (connection !== 'lost') return null;
  return (
    <p class="flex items-center gap-2 bg-warning px-4 py-2 text-sm font-medium text-warning-content" data-connection="lost">
      <span class="loading loading-spinner loading-xs" aria-hidden="true" />
      {t('connectionLost')}
    </p>
  );
}
