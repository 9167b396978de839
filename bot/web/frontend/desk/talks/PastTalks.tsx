import { useEffect, useState } from 'preact/hooks';
import type { Desk } from '../desk';
import { past, type Found } from './client';
import { FoundEntry } from './FoundEntry';
import { w } from './words';

/** What else the customer who is signed in here has talked to us about. */
export function PastTalks({ desk }: { desk: Desk }) {
  const id = desk.chosen.value;
  const [found, setFound] = useState<readonly Found[]>([]);
  useEffect(() => {
    let still = true;
    setFound([]);
    if (id) {
      past(desk.client, id).then(
        (page) => still && setFound(page.found),
        () => undefined,
      );
    }
    return () => {
      still = false;
    };
  }, [id]);
  return (
    <section class="flex flex-col gap-1">
      <h2 class="font-semibold">{w('past')}</h2>
      {found.length === 0 && <p class="text-sm text-base-content/75">{w('noPast')}</p>}
      {found.map((one) => (
        <FoundEntry key={one.conversationId} found={one} chosen={false} onChoose={() => desk.choose(one.conversationId)} />
      ))}
    </section>
  );
}
