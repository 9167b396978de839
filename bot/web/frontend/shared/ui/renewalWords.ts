import { speaker } from '../i18n/phrases';

const en = {
  renewed: 'There has been an update. Reload to use everything here.',
  reload: 'Reload',
  loses: 'Something here is not sent or saved yet and may be lost. See to it first, or press Reload again.',
};

const zh: Readonly<Record<keyof typeof en, string>> = {
  renewed: '系统已更新，重新加载后即可使用全部功能。',
  reload: '重新加载',
  loses: '有内容尚未发送或保存，重新加载后可能会丢失。请先处理，或再按一次“重新加载”。',
};

/** Words of a page whose service has been updated, fetched before that. */
export const r = speaker({ en, zh });
