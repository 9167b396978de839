import { useEffect, useRef, useState } from 'preact/hooks';
import { outdated } from './fetched';
import { r } from './renewalWords';

/** How often it is looked whether the page may go unseen. */
const LOOK_EVERY = 1000;
/** A page that came of a reload does not reload itself for so long: two services of different builds would have it go on for ever. */
const RESTS = 3600_000;
/** What is begun or shown once: `data-owed` marks what no reload brings back. */
const OWED = '[data-owed], [aria-busy=true], dialog[open]';

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

interface Props {
  /** Whether somebody who has the page before their eyes would see it go. */
  readonly seen: () => boolean;
  /** Whether something is on its way, or would be lost, that the page does not show. */
  readonly owes: () => boolean;
  /** Has the words of fields with `data-kept` outlive the page. */
  readonly carry?: () => void;
}

/** Brings a page that is older than its service up to date: by itself where nobody looks and nothing is begun, else when it is pressed. */
export default function Renewal(props: Props) {
  const [warned, warn] = useState(false);
  const touched = useRef(new Set<Field>()).current;
  const newest = useRef(props);
  newest.current = props;
  const loses = (): boolean => newest.current.owes() || !stores() || !!document.querySelector(OWED) || [...touched].some(isBegun);
  const reload = (): void => {
    newest.current.carry?.();
    location.reload();
  };
  useEffect(() => {
    const touch = ({ target }: Event): void => void touched.add(target as Field);
    const look = (): void => {
      if (outdated.value && (document.hidden || !newest.current.seen()) && !loses() && !cameOfReload()) reload();
    };
    addEventListener('input', touch, true);
    const timer = setInterval(look, LOOK_EVERY);
    return () => {
      removeEventListener('input', touch, true);
      clearInterval(timer);
    };
  }, []);
  const press = (): void => {
    if (warned || !loses()) reload();
    else warn(true);
  };
  if (!outdated.value) return null;
  return (
    <div class="flex items-center justify-center gap-x-3 bg-base-300 px-4 py-1 text-sm">
      <p role="alert" class="py-1">
        {r(warned ? 'loses' : 'renewed')}
      </p>
      <button type="button" class="btn btn-sm min-h-11 border-base-content/40" onClick={press}>
        {r('reload')}
      </button>
    </div>
  );
}

/** Whether somebody has written or chosen something there that is still to be sent. */
function isBegun(field: Field): boolean {
  return field.isConnected && field.value !== '' && !('kept' in field.dataset);
}

/** A page of its own keeps what is to be carried over in its tab, unless the browser refuses. */
function stores(): boolean {
  if (window !== parent) return true;
  try {
    sessionStorage.setItem('shoptalk.stores', '');
    sessionStorage.removeItem('shoptalk.stores');
    return true;
  } catch {
    return false;
  }
}

function cameOfReload(): boolean {
  const [came] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return came?.type === 'reload' && performance.now() < RESTS;
}
