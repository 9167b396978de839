import type { Ref } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Picture } from '../conversation/state';
import type { Phrase } from '../i18n/en';
import { t } from '../i18n/phrases';
import { Icon } from '../ui/Icon';
import { MOST_PICTURES, PICTURE_KINDS, pickPictures } from './pickPictures';
import { PickedPictures } from './PickedPictures';

interface Props {
  readonly words: string;
  readonly pictures: readonly Picture[];
  readonly field: Ref<HTMLTextAreaElement> & { current: HTMLTextAreaElement | null };
  readonly onChange: (words: string) => void;
  readonly onPictures: (pictures: readonly Picture[]) => void;
  readonly onSend: () => void;
}

const TALLEST = 140;

/** Where the shopper writes and adds pictures: Enter sends, Shift+Enter breaks the line. */
export function Composer({ words, pictures, field, onChange, onPictures, onSend }: Props) {
  const picker = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<Phrase | null>(null);
  const add = (files: Iterable<File>): void => {
    const picked = pickPictures(files, MOST_PICTURES - pictures.length);
    setRefused(picked.refused);
    if (picked.pictures.length > 0) onPictures([...pictures, ...picked.pictures]);
    field.current?.focus();
  };
  const addPicked = (input: HTMLInputElement): void => {
    const files = [...(input.files ?? [])];
    // The same file may be picked again.
    input.value = '';
    add(files);
  };
  const pick = (capture: boolean) => (): void => {
    const input = picker.current;
    if (!input) return;
    input.toggleAttribute('capture', capture);
    if (capture) input.setAttribute('capture', 'environment');
    input.click();
  };
  const addPasted = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    add(files);
  };
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
    setRefused(null);
    onSend();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    onSend();
  };
  return (
    <>
      {pictures.length > 0 && (
        <PickedPictures pictures={pictures} onRemove={(gone) => onPictures(pictures.filter((one) => one !== gone))} />
      )}
      <p class={refused ? 'bg-base-100 px-3 pt-2 text-sm text-error' : 'sr-only'} role="alert">
        {refused && t(refused)}
      </p>
      <form class={`flex items-end gap-2 bg-base-100 p-3 pb-[max(.75rem,env(safe-area-inset-bottom))] ${pictures.length > 0 ? '' : 'border-t border-base-300'}`} onSubmit={submit}>
        <input ref={picker} type="file" class="hidden" accept={PICTURE_KINDS} multiple onChange={(event) => addPicked(event.currentTarget)} />
        <button type="button" class="btn btn-ghost btn-circle size-11 min-h-11" aria-label={t('addPicture')} onClick={pick(false)}>
          <Icon name="gallery" />
        </button>
        {/* Where there is a finger, there is a camera at the back. */}
        <button type="button" class="btn btn-ghost btn-circle hidden size-11 min-h-11 pointer-coarse:inline-flex" aria-label={t('takePhoto')} onClick={pick(true)}>
          <Icon name="picture" />
        </button>
        <textarea
          ref={field}
          class="textarea min-h-11 flex-1 resize-none border-base-content/50 py-2.5 text-base leading-snug focus:outline-2 focus:-outline-offset-1 focus:outline-base-content"
          rows={1}
          aria-label={t('message')}
          placeholder={t('messageHint')}
          enterkeyhint="send"
          data-kept
          value={words}
          onInput={(event) => onChange(event.currentTarget.value)}
          onKeyDown={sendOnEnter}
          onPaste={addPasted}
        />
        <button type="submit" class="btn btn-primary btn-circle size-11 min-h-11" aria-label={t('send')} aria-disabled={!words.trim() && pictures.length === 0}>
          <Icon name="send" />
        </button>
      </form>
    </>
  );
}
