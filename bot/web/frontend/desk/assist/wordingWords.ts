import { speaker } from '../../shared/i18n/phrases';

/** English words of a machine's other words. `{name}` is a gap to be filled. */
const en = {
  translate: 'Translate',
  translateAgain: 'Try again',
  translateAll: 'Translate all',
  foreign: 'Some of it is in Chinese.',
  progress: 'Translating {done} of {of}…',
  translating: 'Translating…',
  slow: 'The language model is taking its time. You can go on meanwhile.',
  machine: 'Machine translation',
  differs: 'The machine’s translation does not keep every figure ({figures}), so it is not shown.',
  away: 'The language model does not answer just now. Nothing is lost; please try again in a moment.',
  off: 'Translation is switched off: the service has no language model.',
  title: 'Your reply in other words',
  empty: 'Write a reply first; then it can be reworded or translated here.',
  shorter: 'Shorter',
  friendlier: 'Friendlier',
  formal: 'More formal',
  en: 'Into English',
  zh: 'Into Chinese',
  working: 'Finding other words…',
  byMachine: 'A machine’s words: read them before you send them',
  added: 'The machine added what you did not write ({what}), so its words are not shown.',
  unusable: 'The machine’s words could not be used. Please try again.',
  leftOut: 'It leaves out: {what}',
  earlier: 'You have gone on writing: this was made of your earlier words.',
  take: 'Use it as the reply',
  leave: 'Leave it',
  back: 'Back to my own words',
};

export type WordingPhrase = keyof typeof en;

/** 机器改写与翻译的中文词句。 */
const zh: Readonly<Record<WordingPhrase, string>> = {
  translate: '翻译',
  translateAgain: '重试',
  translateAll: '全部翻译',
  foreign: '部分内容为英文。',
  progress: '正在翻译：{done}/{of}…',
  translating: '正在翻译…',
  slow: '语言模型较慢，您可以先继续其他操作。',
  machine: '机器翻译',
  differs: '机器译文未能保留所有数字（{figures}），因此不予显示。',
  away: '语言模型暂时没有应答。内容没有丢失，请稍后再试。',
  off: '翻译功能未启用：服务没有配置语言模型。',
  title: '换一种说法',
  empty: '先写好回复，即可在此改写或翻译。',
  shorter: '更简短',
  friendlier: '更亲切',
  formal: '更正式',
  en: '译成英文',
  zh: '译成中文',
  working: '正在改写…',
  byMachine: '机器生成，发送前请核对',
  added: '机器添加了您没有写的内容（{what}），因此不予显示。',
  unusable: '机器给出的内容无法使用，请重试。',
  leftOut: '缺少：{what}',
  earlier: '您已继续修改：这是根据之前的内容生成的。',
  take: '用作回复',
  leave: '不用',
  back: '恢复我自己的内容',
};

export const WORDING_WORDS = { en, zh };

/** A phrase of a machine's other words in the face's language. */
export const w = speaker<WordingPhrase>(WORDING_WORDS);
