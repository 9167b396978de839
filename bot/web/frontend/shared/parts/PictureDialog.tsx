import { t } from '../i18n/phrases';
import { Dialog } from '../ui/Dialog';
import { Icon } from '../ui/Icon';
import { saveAs } from './pictureSource';

interface Props {
  readonly url: string;
  readonly onClose: () => void;
}

/** A picture as large as there is room, and to be saved. */
export default function PictureDialog({ url, onClose }: Props) {
  return (
    <Dialog title={t('picture')} onClose={onClose} wide>
      <img class="max-h-[65dvh] w-full rounded-lg object-contain" src={url} alt={t('picture')} />
      <button type="button" class="btn btn-outline min-h-11 self-start" onClick={() => saveAs(url, `${t('pictureFile')}.jpg`)}>
        <Icon name="save" />
        {t('savePicture')}
      </button>
    </Dialog>
  );
}
