import { useState } from 'preact/hooks';
import type { FilePart } from '../api/parts';
import { t } from '../i18n/phrases';
import { formatBytes } from '../text/formats';
import { Icon } from '../ui/Icon';
import { saveFile } from './pictureSource';

/** A document that a person of the shop sent: its name and size, to be saved. */
export default function SentFile({ attachment_id, name, bytes }: FilePart) {
  const [missing, setMissing] = useState(false);
  const save = (): void => {
    setMissing(false);
    saveFile(attachment_id, name).catch(() => setMissing(true));
  };
  return (
    <>
      <button type="button" class="btn h-auto min-h-11 w-full max-w-full justify-start gap-3 rounded-2xl border-base-content/40 bg-base-100 py-2 text-start font-normal text-base-content" aria-label={t('saveFile', { name, size: formatBytes(bytes) })} onClick={save}>
        <Icon name="file" />
        <span class="min-w-0 flex-1">
          <span class="block font-medium wrap-anywhere">{name}</span>
          <span class="block text-xs text-base-content/75">PDF, {formatBytes(bytes)}</span>
        </span>
        <Icon name="save" />
      </button>
      {missing && <p class="text-sm text-error" role="alert">{t('fileMissing')}</p>}
    </>
  );
}
