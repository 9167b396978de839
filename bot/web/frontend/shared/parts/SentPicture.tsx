import { useEffect, useState } from 'preact/hooks';
import type { ImagePart } from '../api/parts';
import { t } from '../i18n/phrases';
import { later } from '../ui/Later';
import { pictureUrl } from './pictureSource';

const PictureDialog = later<{ url: string; onClose: () => void }>(() => import('./PictureDialog'));

/** A picture of the conversation, to be seen large; its place is kept while it is fetched, so that nothing jumps. */
export function SentPicture({ attachment_id, width, height }: ImagePart) {
  const [url, setUrl] = useState<string>();
  const [missing, setMissing] = useState(false);
  const [large, setLarge] = useState(false);
  useEffect(() => {
    pictureUrl(attachment_id).then(setUrl, () => setMissing(true));
  }, [attachment_id]);
  if (missing) return <p class="text-sm text-base-content/75">{t('pictureMissing')}</p>;
  return (
    <>
      <button type="button" class="block w-full cursor-zoom-in rounded-2xl" aria-label={t('enlargePicture')} aria-disabled={!url} onClick={() => url && setLarge(true)}>
        <img
          class="max-h-80 w-full rounded-2xl bg-base-200 object-contain"
          style={{ aspectRatio: `${width} / ${height}` }}
          width={width}
          height={height}
          src={url}
          alt={t('picture')}
        />
      </button>
      {large && url && <PictureDialog url={url} onClose={() => setLarge(false)} />}
    </>
  );
}
