import { speaker } from '../shared/i18n/phrases';

const en = {
  transcriptText: 'Download as text',
  transcriptPage: 'Download as a page',
  transcriptEmail: 'E-mail address to send it to',
  transcriptSend: 'Send by e-mail',
  transcriptSaved: 'The file is being saved.',
  transcriptMailed: 'On its way to {email}.',
  transcriptFailed: 'That did not work: {reason}',
  transcriptAddress: 'please write one e-mail address, such as mei.lin@example.com',
};

const zh: Readonly<Record<keyof typeof en, string>> = {
  transcriptText: '下载为文本',
  transcriptPage: '下载为网页',
  transcriptEmail: '接收邮箱',
  transcriptSend: '发送到邮箱',
  transcriptSaved: '文件正在保存。',
  transcriptMailed: '已发送至 {email}。',
  transcriptFailed: '操作未成功：{reason}',
  transcriptAddress: '请填写一个邮箱地址，例如 mei.lin@example.com',
};

/** Words of the conversation to take away, fetched with what takes it. */
export const w = speaker({ en, zh });
