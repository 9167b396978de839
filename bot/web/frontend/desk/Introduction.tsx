import { useEffect, useState } from 'preact/hooks';
import type { Introduction } from './client';
import type { Desk } from './desk';
import { d, type DeskPhrase } from './words';

const SHOWN: readonly (readonly [keyof Introduction, DeskPhrase])[] = [
  ['name', 'saidName'],
  ['email', 'saidEmail'],
  ['topic', 'saidTopic'],
  ['order_number', 'saidOrder'],
  ['consent', 'saidConsent'],
];

/** What the shopper said of themselves before the talk, which nobody has looked into. */
export function IntroductionCard({ desk }: { desk: Desk }) {
  const [said, setSaid] = useState<Introduction | null>(null);
  const id = desk.chosen.value;
  const { status } = desk.state.value;
  useEffect(() => {
    let isStill = true;
    const show = (found: Introduction | null): void => {
      if (isStill) setSaid(found);
    };
    // A conversation is read without it where it cannot be had.
    if (id) desk.client.introduction(id).then(show, () => show(null));
    return () => void (isStill = false);
  }, [id, status]);
  if (!said) return null;
  return (
    <section class="text-sm" data-introduction>
      <h2 class="font-semibold">{d('said')}</h2>
      <p class="pb-1 text-base-content/75">{d('saidUnproved')}</p>
      <dl class="flex flex-col gap-1">
        {SHOWN.filter(([name]) => said[name]).map(([name, label]) => (
          <div key={name}>
            <dt class="text-base-content/75">{d(label)}</dt>
            <dd class="wrap-anywhere">{said[name]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
