import type { Notice } from '../conversation/conversation';
import { t } from '../i18n/phrases';
import { Icon } from '../ui/Icon';

export function NoticeBar({ notice, onDismiss }: { notice: Notice | null; onDismiss: () => void }) {
  if (!notice) return null;
  return (
    <div class="flex items-center gap-2 bg-base-200 ps-4 pe-1 text-sm" role="status">
      <p class="flex-1 py-2">{t(notice)}</p>
      <button type="button" class="btn btn-ghost btn-circle size-11 min-h-11" aria-label={t('dismiss')} onClick={onDismiss}>
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}
