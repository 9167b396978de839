import { useEffect, useMemo } from 'preact/hooks';
import type { Desk } from '../desk';
import { Queue } from '../Queue';
import { TalkList } from './TalkList';
import { Talks } from './talks';
import { w } from './words';

/** Who is at the desk, or every conversation of the shop. */
export function ListPane({ desk }: { desk: Desk }) {
  const talks = useMemo(() => new Talks(desk), [desk]);
  useEffect(() => talks.follow(), [talks]);
  useEffect(() => {
    const read = (): void => void talks.readAddress();
    read();
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, [talks]);
  const open = talks.open.value;
  return (
    <>
      <div class="flex gap-1 p-3 pb-0" role="group" aria-label={w('lists')}>
        {([false, true] as const).map((all) => (
          <button key={String(all)} type="button" {...(all ? { 'data-key': 'all' } : {})} class={`btn btn-sm min-h-11 flex-1 ${open === all ? 'btn-active' : 'btn-ghost'}`} aria-pressed={open === all} onClick={() => talks.show(all)}>
            {w(all ? 'all' : 'atDesk')}
          </button>
        ))}
      </div>
      {open ? <TalkList talks={talks} desk={desk} /> : <Queue desk={desk} />}
    </>
  );
}
