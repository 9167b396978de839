import type { Ref } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { t } from '../i18n/phrases';
import { Icon } from '../ui/Icon';

interface Props {
  readonly words: string;
  readonly field: Ref<HTMLTextAreaElement> & { current: HTMLTextAreaElement | null };
  readonly onChange: (words: string) => void;
  readonly onSend: () => void;
}

const TALLEST = 140;

/** Where the shopper writes: Enter sends, Shift+Enter breaks the line. */
export function Composer({ words, field, onChange, onSend }: Props) {
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(TALLEST, area.scrollHeight + 2)}px`;
  }, [words, field]);
  const sendOnEnter = (event: KeyboardEvent): void => {
    // Enter also ends the composing of a Chinese word; keyCode 229 is how Safari tells.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    onSend();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    onSend();
  };
  return (
    <form class="flex items-end gap-2 border-t border-base-300 bg-base-100 p-3 pb-[max(.75rem,env(safe-area-inset-bottom))]" onSubmit={submit}>
      <textarea
        ref={field}
        class="textarea min-h-11 flex-1 resize-none border-base-content/50 py-2.5 text-base leading-snug focus:outline-2 focus:-outline-offset-1 focus:outline-base-content"
        rows={1}
        aria-label={t('message')}
        placeholder={t('messageHint')}
        enterkeyhint="send"
        value={words}
        onInput={(event) => onChange(event.currentTarget.value)}
        onKeyDown={sendOnEnter}
      />
      <button type="submit" class="btn btn-primary btn-circle size-11 min-h-11" aria-label={t('send')} aria-disabled={!words.trim()}>
        <Icon name="send" />
      </button>
    </form>
  );
}
