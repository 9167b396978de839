import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/phrases';
import { Icon } from './Icon';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** For what wants all the room there is. */
  readonly wide?: boolean;
}

/** A modal sheet over the panel. The browser holds the focus in it, closes it on Esc and gives the focus back. */
export function Dialog({ title, onClose, children, wide = false }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const shown = dialog.current;
    const opener = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  const closeOnBackdrop = (event: MouseEvent): void => {
    if (event.target === dialog.current) onClose();
  };
  return (
    <dialog
      ref={dialog}
      class={`m-auto mb-0 w-full rounded-t-2xl bg-base-100 p-0 text-base-content shadow-xl sm:mb-auto sm:rounded-2xl ${wide ? 'max-h-[95%] max-w-4xl' : 'max-h-[85%] max-w-lg'}`}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={closeOnBackdrop}
    >
      <div class="flex flex-col gap-3 p-5">
        <header class="flex items-start gap-3">
          <h2 id={heading} class="flex-1 pt-2 text-base font-semibold">
            {title}
          </h2>
          <button type="button" class="btn btn-ghost btn-circle size-11 min-h-11" aria-label={t('close')} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
