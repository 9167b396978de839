import { speaker } from '../../shared/i18n/phrases';

/** English words of what colleagues write down, and of passing on. `{name}` is a gap to be filled. */
const en = {
  file: 'Private notes and tags',
  fileMore: 'The customer never sees these.',
  note: 'Note for colleagues',
  addNote: 'Add the note',
  noNotes: 'No notes yet.',
  tag: 'New tag',
  addTag: 'Add the tag',
  removeTag: 'Remove the tag {tag}',
  passOn: 'Pass on…',
  passOnTitle: 'Pass this conversation on',
  passOnMore: 'The customer is told that it was passed on.',
  colleague: 'To a colleague',
  nobody: 'Nobody: to a team',
  team: 'To a team',
  choose: 'Choose a team',
  teamHere: '{name} ({here} of {all} here)',
  teamEmpty: 'Nobody of {name} is at the desk now: the conversation waits until somebody is, or until anybody takes it.',
  noTeams: 'There is no team yet: an admin makes them on the page Accounts.',
  passNote: 'Note for them (private)',
  passOnYes: 'Pass on',
  why: 'Why it is over',
  solved: 'Solved',
  no_answer: 'The customer does not answer',
  duplicate: 'The same as another',
  spam: 'Spam',
  other: 'Something else',
};

export type FilesPhrase = keyof typeof en;

/** 内部备注与转交的中文词句。 */
const zh: Readonly<Record<FilesPhrase, string>> = {
  file: '内部备注与标签',
  fileMore: '顾客看不到这些内容。',
  note: '给同事的备注',
  addNote: '添加备注',
  noNotes: '还没有备注。',
  tag: '新标签',
  addTag: '添加标签',
  removeTag: '移除标签 {tag}',
  passOn: '转交…',
  passOnTitle: '转交这个对话',
  passOnMore: '顾客会收到已转交的提示。',
  colleague: '转给同事',
  nobody: '不指定，转给团队',
  team: '转给团队',
  choose: '选择团队',
  teamHere: '{name}（{all} 人中 {here} 人在岗）',
  teamEmpty: '{name} 现在无人在岗：对话将等到有成员上线，或由其他同事接手。',
  noTeams: '还没有团队，可由管理员在“账号”页面创建。',
  passNote: '给对方的备注（内部）',
  passOnYes: '确认转交',
  why: '结束原因',
  solved: '已解决',
  no_answer: '顾客没有回复',
  duplicate: '与另一对话重复',
  spam: '垃圾信息',
  other: '其他原因',
};

export const FILES_WORDS = { en, zh };

/** A phrase of notes, tags and passing on, in the face's language. */
export const f = speaker<FilesPhrase>(FILES_WORDS);
