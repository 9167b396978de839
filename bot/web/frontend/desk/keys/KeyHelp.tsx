import { Fragment } from 'preact';
import { useEffect } from 'preact/hooks';
import { Dialog } from '../../shared/ui/Dialog';
import type { Keys } from './keys';
import { k, type KeysPhrase } from './words';

const LISTED: readonly (readonly [string, KeysPhrase])[] = [
  ['j', 'next'],
  ['k', 'previous'],
  ['Enter', 'open'],
  ['t', 'take'],
  ['r', 'reply'],
  ['Enter', 'send'],
  ['Esc', 'escape'],
  ['n', 'note'],
  ['c', 'close'],
  ['/', 'search'],
  ['?', 'help'],
];

/** Opens the list of what the keys do, where they are switched off too. */
export function KeyHelp({ keys }: { keys: Keys }) {
  useEffect(() => keys.listen(), [keys]);
  return (
    <>
      <button type="button" class="btn btn-ghost btn-sm hidden min-h-11 min-w-11 lg:inline-flex" aria-label={k('keys')} onClick={() => (keys.help.value = true)}>
        ?
      </button>
      {keys.help.value && (
        // Within a section the sheet's own head is no second banner of the page.
        <section aria-label={k('keys')}>
        <Dialog title={k('keys')} onClose={() => (keys.help.value = false)}>
          <label class="flex min-h-11 items-center gap-3">
            <input type="checkbox" checked={keys.on.value} onChange={(event) => keys.turn(event.currentTarget.checked)} />
            {k('on')}
          </label>
          <dl class="grid grid-cols-[4rem_1fr] gap-2">
            {LISTED.map(([key, phrase]) => (
              <Fragment key={phrase}>
                <dt>
                  <kbd class="rounded border border-base-content/50 px-2">{key}</kbd>
                </dt>
                <dd>{k(phrase)}</dd>
              </Fragment>
            ))}
          </dl>
        </Dialog>
        </section>
      )}
    </>
  );
}
