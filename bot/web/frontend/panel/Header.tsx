import type { ComponentChildren } from 'preact';
import type { Status } from '../shared/api/events';
import type { Phrase } from '../shared/i18n/en';
import { t } from '../shared/i18n/phrases';
import { Icon } from '../shared/ui/Icon';
import { look, title } from './look';
import { Logo } from './Logo';

const WORDS: Readonly<Record<Status, Phrase>> = {
  bot: 'statusBot',
  queued: 'statusQueued',
  assigned: 'statusAssigned',
  closed: 'statusClosed',
};

interface Props {
  readonly status: Status;
  readonly menu: ComponentChildren;
  readonly onClose: (() => void) | null;
}

/** Who is answering, and the way out. */
export function Header({ status, menu, onClose }: Props) {
  return (
    <header class="flex items-center gap-1 bg-primary py-2 ps-4 pe-2 text-primary-content">
      {look.value.logo && <Logo key={look.value.logo} src={look.value.logo} />}
      <div class="min-w-0 flex-1">
        <h1 class="truncate text-base font-semibold">{title()}</h1>
        <p class="truncate text-xs" data-status={status} role="status">
          {t(WORDS[status])}
        </p>
      </div>
      {menu}
      {onClose && (
        <button type="button" class="btn btn-ghost btn-circle size-11 min-h-11 text-primary-content hover:bg-black/20 focus-visible:bg-black/20 active:bg-black/20 focus-visible:outline-primary-content" aria-label={t('closeChat')} onClick={onClose}>
          <Icon name="close" />
        </button>
      )}
    </header>
  );
}
