import { useRef } from 'preact/hooks';
import { Icon } from '../../shared/ui/Icon';
import { type Attaching, FILE_KINDS } from './attaching';
import type { Upload } from './upload';
import { f } from './words';

/** What the next answer will carry, each to be taken out again, and what was wrong with it. */
export function AttachedFiles({ attaching }: { attaching: Attaching }) {
  const picked = attaching.picked.value;
  const troubles = [attaching.trouble.value, ...picked.map((one) => one.trouble.value)].filter(Boolean);
  return (
    <>
      {picked.length > 0 && (
        <ul class="flex flex-wrap gap-3 border-t border-base-300 px-3 py-3" aria-label={f('toSend')}>
          {picked.map((upload, index) => (
            <Attached key={upload.key} upload={upload} name={upload.name ?? f('picture', { n: index + 1 })} onRemove={() => attaching.remove(upload)} />
          ))}
        </ul>
      )}
      <div class={troubles.length > 0 ? 'px-3 py-2 text-sm text-error' : 'sr-only'} role="alert">
        {[...new Set(troubles)].map((trouble) => (
          <p key={trouble}>{trouble}</p>
        ))}
      </div>
    </>
  );
}

function Attached({ upload, name, onRemove }: { upload: Upload; name: string; onRemove: () => void }) {
  const edge = upload.isRefused.value ? 'border-error' : 'border-base-content/40';
  return (
    <li class={`relative flex h-16 items-center rounded-lg border-2 ${edge}`}>
      {upload.name === undefined ? (
        <img src={upload.url} alt={name} class="size-15 rounded-md object-cover" />
      ) : (
        <span class="flex max-w-56 items-center gap-2 px-3 text-sm">
          <Icon name="file" />
          <span class="line-clamp-2 wrap-anywhere">{upload.name}</span>
        </span>
      )}
      {!upload.isKept.value && !upload.trouble.value && (
        <progress class="progress absolute inset-x-1 bottom-1 w-auto" max={1} value={upload.progress.value} aria-label={f('uploading', { name })} />
      )}
      <button type="button" class="btn btn-circle absolute -end-2 -top-2 size-7 min-h-7 border-base-content/40" aria-label={f('remove', { name })} onClick={onRemove}>
        <Icon name="close" size={14} />
      </button>
    </li>
  );
}

/** Opens the browser's own choice of files. */
export function AttachButton({ attaching, onPicked }: { attaching: Attaching; onPicked: () => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const add = (input: HTMLInputElement): void => {
    const files = [...(input.files ?? [])];
    // The same file may be picked again.
    input.value = '';
    attaching.add(files);
    onPicked();
  };
  return (
    <>
      <input ref={picker} type="file" class="hidden" accept={FILE_KINDS} multiple onChange={(event) => add(event.currentTarget)} />
      <button type="button" class="btn btn-ghost btn-circle size-11 min-h-11" aria-label={f('attach')} title={f('attach')} onClick={() => picker.current?.click()}>
        <Icon name="attach" />
      </button>
    </>
  );
}
