import { useEffect, useRef } from 'preact/hooks';
import type { Desk } from './desk';
import { goTo, pageOf, pagesOf } from './pages';
import { d } from './words';

/** Where else one may go; on a phone a line of its own. */
export function PageMenu({ desk }: { desk: Desk }) {
  const role = desk.me.value?.role ?? '';
  const pages = pagesOf(role);
  const shown = pageOf(role);
  const current = useRef<HTMLButtonElement>(null);
  // Where the pages have no room side by side, the one that is open is not to stand outside of it.
  useEffect(() => current.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }), [shown]);
  if (pages.length < 2) return null;
  return (
    <nav class="order-last flex w-full gap-1 overflow-x-auto lg:order-none lg:w-auto" aria-label={d('pages')}>
      {pages.map((page) => {
        const here = page === shown;
        return (
          <button
            key={page}
            ref={here ? current : null}
            type="button"
            class={`btn btn-ghost btn-sm min-h-11 shrink-0 ${here ? 'border-primary' : ''}`}
            aria-current={here ? 'page' : undefined}
            onClick={() => goTo(page)}
          >
            {d(`page_${page}`)}
          </button>
        );
      })}
    </nav>
  );
}
