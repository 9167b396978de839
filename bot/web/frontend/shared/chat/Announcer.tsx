import { announcements } from './announce';

/** The one live region: a message is read out when it is finished, not word by word. */
export function Announcer() {
  return (
    <div class="sr-only" role="status" aria-live="polite" aria-atomic="false" aria-relevant="additions">
      {announcements.value.map(({ id, words }) => (
        <p key={id}>{words}</p>
      ))}
    </div>
  );
}
