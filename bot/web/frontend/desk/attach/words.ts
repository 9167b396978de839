import { speaker } from '../../shared/i18n/phrases';

/** English words of files at the desk. `{name}` is a gap to be filled. */
const en = {
  attach: 'Attach pictures or PDFs',
  toSend: 'Files to send',
  remove: 'Remove {name}',
  picture: 'picture {n}',
  uploading: 'Uploading {name}',
  sent: '[Picture or file]',
  drop: 'Drop pictures or PDFs here',
  kinds: 'Only pictures (JPEG, PNG, WebP, GIF) and PDFs can be sent.',
  documentRefused: 'This PDF is not accepted: it is encrypted or damaged, or holds scripts or other files. Accepted: a PDF of pages alone.',
  tooMany: 'An answer takes five files; the others were left out.',
  later: 'Not uploaded yet; it will be tried again when you send.',
  lost: 'Not sent. Its files are no longer there: please add them again.',
};

const zh: Record<keyof typeof en, string> = {
  attach: '添加图片或 PDF',
  toSend: '待发送的文件',
  remove: '移除{name}',
  picture: '图片 {n}',
  uploading: '正在上传{name}',
  sent: '[图片或文件]',
  drop: '将图片或 PDF 拖到这里',
  kinds: '只能发送图片（JPEG、PNG、WebP、GIF）和 PDF。',
  documentRefused: '无法接收该 PDF：文件已加密或损坏，或含有脚本或其他文件。可接收：仅含页面的 PDF。',
  tooMany: '一条回复最多五个文件，其余未添加。',
  later: '尚未上传，发送时会再次尝试。',
  lost: '未能发送，且附带的文件已不在，请重新添加。',
};

export const f = speaker<keyof typeof en>({ en, zh });
