import type { Citation } from '../api/parts';
import { t } from '../i18n/phrases';
import { linkTarget } from '../text/links';
import { Dialog } from '../ui/Dialog';

/** The passage that an answer quotes, word for word, and the way to its page. */
export default function SourceDialog({ citation, onClose }: { citation: Citation; onClose: () => void }) {
  const link = citation.url === undefined ? undefined : linkTarget(citation.url);
  return (
    <Dialog title={citation.title} onClose={onClose}>
      <p class="text-xs font-semibold text-base-content/70">{t('sourceQuote')}</p>
      <blockquote class="max-h-72 overflow-y-auto border-s-4 border-primary ps-3 text-[.9375rem] leading-relaxed whitespace-pre-line" tabIndex={0}>
        {citation.quote}
      </blockquote>
      {link && (
        <a class="btn btn-primary min-h-11 self-start" href={link.href} target={link.target} rel="noopener noreferrer">
          {t('openPage')}
        </a>
      )}
    </Dialog>
  );
}
