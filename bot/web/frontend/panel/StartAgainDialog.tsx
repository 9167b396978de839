import { t } from '../shared/i18n/phrases';
import { Dialog } from '../shared/ui/Dialog';

export default function StartAgainDialog({ onYes, onClose }: { onYes: () => void; onClose: () => void }) {
  return (
    <Dialog title={t('startAgain')} onClose={onClose}>
      <p class="text-[.9375rem] leading-relaxed">{t('startAgainAsk')}</p>
      <div class="flex flex-wrap gap-2">
        <button type="button" class="btn btn-primary min-h-11 flex-1" onClick={onYes}>
          {t('startAgainYes')}
        </button>
        <button type="button" class="btn btn-outline min-h-11 flex-1" onClick={onClose}>
          {t('keep')}
        </button>
      </div>
    </Dialog>
  );
}
