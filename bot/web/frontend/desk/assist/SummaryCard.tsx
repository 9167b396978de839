import { t } from '../../shared/i18n/phrases';
import { Icon } from '../../shared/ui/Icon';
import type { Assist } from './assist';
import type { Heading, Summary, SummaryLine } from './client';
import { a } from './words';

const HEADINGS: readonly Heading[] = ['unanswered', 'pending', 'failed', 'done', 'order', 'asked'];
const OPEN = 'shoptalk-desk-summary';
/** In a lower or narrower window the talk itself needs the room: there it is folded until somebody opens it. */
const ROOM = { width: 640, height: 1000 };

/** What the conversation was about, above the talk: folded away by those who do not want it. */
export function SummaryCard({ assist }: { assist: Assist }) {
  const summary = assist.summary.value;
  if (summary.is === 'idle') return null;
  return (
    <details
      class="group border-b border-base-300 bg-base-200 text-sm"
      open={isOpen()}
      onToggle={(event) => {
        // Also told when it is first drawn as it was: only a change is somebody's wish.
        if (event.currentTarget.open !== isOpen()) remember(event.currentTarget.open);
      }}
      aria-busy={summary.is === 'loading'}
    >
      <summary class="flex min-h-11 cursor-pointer list-none items-center gap-2 px-4 font-semibold [&::-webkit-details-marker]:hidden">
        <span class="transition-transform group-open:rotate-90 motion-reduce:transition-none">
          <Icon name="right" size={16} />
        </span>
        {a('summary')}
        {summary.is === 'found' && <Count lines={summary.value.lines} />}
      </summary>
      <div class="max-h-[20dvh] overflow-y-auto px-4 pb-3" role="region" aria-label={a('summary')} tabIndex={0}>
        {summary.is === 'found' ? <Told summary={summary.value} /> : <p class="text-base-content/75">{a(summary.is === 'failed' ? 'summaryFailed' : 'summaryLoading')}</p>}
      </div>
    </details>
  );
}

function Count({ lines }: { lines: readonly SummaryLine[] }) {
  const waiting = lines.filter((line) => line.heading === 'unanswered').length;
  return waiting > 0 ? (
    <span class="font-normal text-base-content/75">
      {a('unanswered')}
      {t('colon')}
      {waiting}
    </span>
  ) : null;
}

function Told({ summary }: { summary: Summary }) {
  if (summary.lines.length === 0) return <p class="text-base-content/75">{a('summaryEmpty')}</p>;
  const groups = HEADINGS.map((heading) => [heading, summary.lines.filter((line) => line.heading === heading)] as const);
  return (
    <div class="flex flex-col gap-2">
      {summary.worded && (
        <div class="border-s-4 border-primary ps-3">
          <p>{summary.worded}</p>
          <p class="text-xs text-base-content/75">{a('worded')}</p>
        </div>
      )}
      <dl class="grid gap-x-4 gap-y-1.5 sm:grid-cols-[8rem_minmax(0,1fr)]">
        {groups
          .filter(([, lines]) => lines.length > 0)
          .map(([heading, lines]) => (
            <Group key={heading} heading={heading} lines={lines} />
          ))}
      </dl>
      {summary.leftOut && <p class="text-xs text-base-content/75">{a('leftOut')}</p>}
    </div>
  );
}

function Group({ heading, lines }: { heading: Heading; lines: readonly SummaryLine[] }) {
  return (
    <>
      <dt class="font-medium text-base-content/75">{a(heading)}</dt>
      {lines.map((line, index) => (
        <dd key={index} class="wrap-anywhere sm:col-start-2">
          {line.words}
          {line.quote && (
            <q class={line.words ? 'block text-base-content/75' : ''} {...(line.quoteLanguage ? { lang: line.quoteLanguage } : {})}>
              {line.quote}
            </q>
          )}
        </dd>
      ))}
    </>
  );
}

function isOpen(): boolean {
  try {
    const kept = localStorage.getItem(OPEN);
    return kept === null ? hasRoom() : kept === 'open';
  } catch {
    return hasRoom();
  }
}

function hasRoom(): boolean {
  return innerHeight >= ROOM.height && innerWidth >= ROOM.width;
}

function remember(open: boolean): void {
  try {
    localStorage.setItem(OPEN, open ? 'open' : 'folded');
  } catch {
    // A browser that keeps nothing: it is open the next time.
  }
}
