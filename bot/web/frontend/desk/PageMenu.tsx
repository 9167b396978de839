import type { Desk } from './desk';
import { goTo, pageOf, pagesOf } from './pages';
import { d } from './words';

/** Where else one may go; on a phone a line of its own. */
export function PageMenu({ desk }: { desk: Desk }) {
  const role = desk.me.value?.role ?? '';
  const pages = pagesOf(role);
  if (pages.length < 2) return null;
  const shown = pageOf(role);
  return (
    <nav class="order-last flex w-full gap-1 overflow-x-auto lg:order-none lg:w-auto" aria-label={d('pages')}>
      {pages.map((page) => {
        const here = page === shown;
        return (
          <button
            key={page}
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
