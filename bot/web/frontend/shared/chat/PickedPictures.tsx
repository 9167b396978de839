import type { Picture } from '../conversation/state';
import { t } from '../i18n/phrases';
import { Icon } from '../ui/Icon';

interface Props {
  readonly pictures: readonly Picture[];
  readonly onRemove: (picture: Picture) => void;
}

/** The pictures that the next message will carry, each to be taken out again. */
export function PickedPictures({ pictures, onRemove }: Props) {
  return (
    <ul class="flex flex-wrap gap-2 border-t border-base-300 bg-base-100 px-3 pt-3" aria-label={t('picturesToSend')} data-owed>
      {pictures.map((picture, index) => (
        <li key={picture.url} class="relative">
          <img src={picture.url} alt={t('pictureNumber', { n: index + 1 })} class="size-16 rounded-lg object-cover" />
          <button
            type="button"
            class="btn btn-circle absolute -end-2 -top-2 size-7 min-h-7 border-base-content/40"
            aria-label={t('removePicture', { n: index + 1 })}
            onClick={() => onRemove(picture)}
          >
            <Icon name="close" size={14} />
          </button>
        </li>
      ))}
    </ul>
  );
}
