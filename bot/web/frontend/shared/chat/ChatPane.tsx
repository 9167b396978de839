import type { ComponentChildren } from 'preact';
import { useSignalEffect } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import type { Message } from '../api/message';
import type { FilledForm } from '../api/form';
import type { Choice } from '../api/parts';
import type { Conversation } from '../conversation/conversation';
import type { Picture } from '../conversation/state';
import { t } from '../i18n/phrases';
import { Icon } from '../ui/Icon';
import { Composer } from './Composer';
import { ConnectionNotice } from './ConnectionNotice';
import { MessageList } from './MessageList';
import { NoticeBar } from './NoticeBar';
import { MOST_PICTURES } from './pickPictures';
import { prefilled } from './prefill';
import { useStickToEnd } from './useStickToEnd';

interface Props {
  readonly conversation: Conversation;
  /** What is shown while nothing has been said. */
  readonly opener: (say: (words: string) => void) => ComponentChildren;
  /** What is to be settled before anything can be written. */
  readonly gate?: ComponentChildren;
  /** What stands under a message. */
  readonly below?: (message: Message) => ComponentChildren;
}

/** A conversation and the field to go on with it. */
export function ChatPane({ conversation, opener, gate, below }: Props) {
  const [words, setWords] = useState('');
  const [pictures, setPictures] = useState<readonly Picture[]>([]);
  const field = useRef<HTMLTextAreaElement>(null);
  const state = conversation.state.value;
  const { scroller, away, toEnd, onScroll } = useStickToEnd(state);
  const write = (text: string): void => {
    setWords(text);
    conversation.wrote(text);
  };
  const say = (text: string, sent: readonly Picture[] = []): void => {
    const said = text.trim();
    if (!said && sent.length === 0) return;
    conversation.say(said ? { text: said } : {}, said, sent);
    toEnd();
    field.current?.focus();
  };
  const send = (): void => {
    say(words, pictures);
    setPictures([]);
    if (words.trim()) write('');
  };
  const choose = ({ id, title }: Choice): void => {
    conversation.say({ choice: id }, title);
    toEnd();
    field.current?.focus();
  };
  const fillIn = (form: FilledForm, filled: string): void => {
    // What was refused before is corrected by this.
    for (const own of state.outgoing) if ('form' in own.outbound && own.outbound.form.id === form.id) conversation.takeBack(own.key);
    conversation.say({ form }, filled);
    toEnd();
    field.current?.focus();
  };
  const edit = (key: string): void => {
    const taken = conversation.takeBack(key);
    // What is being written meanwhile stays.
    setWords([taken.words, words].filter(Boolean).join('\n'));
    setPictures([...taken.pictures, ...pictures].slice(0, MOST_PICTURES));
    field.current?.focus();
  };
  useSignalEffect(() => {
    if (prefilled.value === null) return;
    setWords(prefilled.value);
    prefilled.value = null;
    field.current?.focus();
  });
  const empty = state.messages.length === 0 && state.outgoing.length === 0;
  return (
    <div class="flex min-h-0 flex-1 flex-col">
      {conversation.session && <ConnectionNotice connection={conversation.connection.value} />}
      <NoticeBar notice={conversation.notice.value} onDismiss={() => conversation.dismissNotice()} />
      <div class="relative flex min-h-0 flex-1 flex-col">
        <div ref={scroller} class="flex-1 overflow-y-auto overscroll-contain" role="region" aria-label={t('conversation')} tabIndex={0} onScroll={onScroll}>
          <div class="p-4">
            {empty && !gate && opener(say)}
            {!empty && <MessageList state={state} below={below} onForm={fillIn} onChoose={choose} onRetry={(key) => conversation.retry(key)} onEdit={edit} />}
            {gate}
          </div>
        </div>
        {away && (
          <button type="button" class="btn btn-circle absolute end-3 bottom-3 size-11 min-h-11 border-base-content/40 shadow" aria-label={t('newest')} onClick={toEnd}>
            <Icon name="down" />
          </button>
        )}
      </div>
      {!gate && <Composer words={words} pictures={pictures} field={field} onChange={write} onPictures={setPictures} onSend={send} />}
    </div>
  );
}
