import { useState } from 'preact/hooks';
import { formatTime } from '../../shared/text/formats';
import { Icon } from '../../shared/ui/Icon';
import type { Desk } from '../desk';
import { f } from './words';

/** What colleagues write down for each other, in the open conversation; words are shown as words. */
export function FilePane({ desk }: { desk: Desk }) {
  const { file } = desk;
  const note = desk.note.value;
  const [tag, setTag] = useState('');
  // A note that was begun is seen; from then on it is opened and folded by hand.
  const [wasBegun] = useState(note !== '');
  const [isWriting, setWriting] = useState(false);
  const notes = file.notes.value;
  const tags = file.tags.value;
  const write = (event: Event): void => {
    event.preventDefault();
    const id = desk.chosen.peek();
    if (!id || !note.trim() || isWriting) return;
    setWriting(true);
    void file.write(note.trim()).then((taken) => {
      setWriting(false);
      if (taken) desk.taken(id, 'note', note);
    });
  };
  const add = (event: Event): void => {
    event.preventDefault();
    if (tag.trim()) void file.tag(tag.trim(), true).then((taken) => taken && setTag(''));
  };
  return (
    <details class="border-b border-base-300 px-4 text-sm" data-file open={wasBegun}>
      <summary class="flex min-h-11 cursor-pointer flex-wrap items-center gap-2">
        <span class="font-medium">{f('file')}</span>
        {notes.length > 0 && <span class="badge badge-sm">{notes.length}</span>}
        {tags.map((one) => (
          <span key={one} class="rounded-full border border-base-content/50 px-2">
            {one}
          </span>
        ))}
      </summary>
      <div class="flex max-h-[30dvh] flex-col gap-3 overflow-y-auto pb-3" role="group" aria-label={f('file')} tabIndex={0}>
        <p class="text-base-content/75">{f('fileMore')}</p>
        {notes.length === 0 && <p class="text-base-content/75">{f('noNotes')}</p>}
        <ul class="flex flex-col gap-2">
          {notes.map((one) => (
            <li key={one.id} class="rounded-xl border border-base-300 bg-base-200 p-2">
              <p class="text-xs text-base-content/75">
                {one.author} · {formatTime(one.at)}
              </p>
              <p class="whitespace-pre-wrap">{one.text}</p>
            </li>
          ))}
        </ul>
        <form class="flex items-end gap-2" onSubmit={write}>
          <textarea class="textarea min-h-11 flex-1 resize-none border-base-content/50 py-2.5" rows={1} maxLength={2000} data-kept aria-label={f('note')} placeholder={f('note')} value={note} onInput={(event) => (desk.note.value = event.currentTarget.value)} />
          <button type="submit" class="btn btn-sm min-h-11" aria-disabled={isWriting}>
            {f('addNote')}
          </button>
        </form>
        <div class="flex flex-wrap gap-2">
          {tags.map((one) => (
            <button key={one} type="button" class="btn btn-sm min-h-11" aria-label={f('removeTag', { tag: one })} onClick={() => void file.tag(one, false)}>
              {one} <Icon name="close" size={14} />
            </button>
          ))}
        </div>
        <form class="flex items-end gap-2" onSubmit={add}>
          <input class="input min-h-11 flex-1 border-base-content/50" maxLength={40} aria-label={f('tag')} placeholder={f('tag')} value={tag} onInput={(event) => setTag(event.currentTarget.value)} />
          <button type="submit" class="btn btn-sm min-h-11">
            {f('addTag')}
          </button>
        </form>
      </div>
    </details>
  );
}
