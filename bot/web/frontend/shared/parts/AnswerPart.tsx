import { useState } from 'preact/hooks';
import type { AnswerPart as Answer, Citation } from '../api/parts';
import { t } from '../i18n/phrases';
import { later } from '../ui/Later';
import { Words } from './Words';

/** Fetched with the page (`fetchRich` does the same for its words): a source is read also where the line is cut by then. */
export const SourceDialog = later<{ citation: Citation; onClose: () => void }>(() => import('./SourceDialog'));

/** Words that stand on the shop's documents: each number opens the passage it comes from. */
export function AnswerPart({ text, citations }: Answer) {
  const [open, setOpen] = useState<Citation | null>(null);
  const label = ({ n, title }: Citation): string => t('openSource', { n, title });
  const labels = new Map(citations.map((citation) => [citation.n, label(citation)]));
  const openNumber = (event: MouseEvent): void => {
    const button = (event.target as Element).closest<HTMLElement>('[data-citation]');
    const cited = citations.find((citation) => String(citation.n) === button?.dataset['citation']);
    if (cited) setOpen(cited);
  };
  return (
    <>
      <Words text={text} cited={labels} onClick={openNumber} />
      {citations.length > 0 && (
        <ul class="mt-2 flex flex-wrap gap-1.5" aria-label={t('sources')}>
          {citations.map((citation) => (
            <li key={citation.n} class="max-w-full">
              <button
                type="button"
                class="btn btn-sm h-auto min-h-8 max-w-full justify-start gap-1.5 border-base-300 bg-base-100 py-1 text-start text-xs font-normal pointer-coarse:min-h-11"
                aria-label={label(citation)}
                onClick={() => setOpen(citation)}
              >
                <span class="font-semibold">{citation.n}</span>
                <span class="truncate">{citation.title}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {open && <SourceDialog citation={open} onClose={() => setOpen(null)} />}
    </>
  );
}
