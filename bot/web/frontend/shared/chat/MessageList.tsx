import { Fragment, type ComponentChildren } from 'preact';
import type { Message } from '../api/message';
import type { FilledForm } from '../api/form';
import type { Choice } from '../api/parts';
import { openForm, openOffer } from '../conversation/offers';
import { untold, type ChatState } from '../conversation/state';
import type { Phrase } from '../i18n/en';
import { t } from '../i18n/phrases';
import { isRefusedForm, refusedForm, SENDS_NONE } from '../parts/sending';
import { MessageView } from './MessageView';
import type { Side } from './Said';
import { OutgoingView } from './OutgoingView';
import { problemWords } from './problemWords';
import { TypingDots } from './TypingDots';

interface Props {
  readonly state: ChatState;
  readonly own?: Side;
  readonly below?: ((message: Message) => ComponentChildren) | undefined;
  /** How a form is sent; without it none can be. */
  readonly onForm?: (form: FilledForm, words: string) => void;
  readonly onChoose: (choice: Choice) => void;
  readonly onRetry: (key: string) => void;
  readonly onEdit: (key: string) => void;
}

export function MessageList({ state, own = 'shopper', below, onForm, onChoose, onRetry, onEdit }: Props) {
  const offer = openOffer(state);
  const form = openForm(state);
  const sending = onForm ? { send: onForm, refused: (id: string) => refusedForm(state.outgoing, id, problemWords) } : SENDS_NONE;
  const messages = state.messages.filter((message) => message.parts.length > 0);
  const typing = own === 'agent' ? state.shopperTyping || (state.typing && state.status === 'bot') : state.typing;
  const writing = typing || state.messages.some((message) => message.draft && message.parts.length === 0);
  const seen = lastSeen(state, own);
  const waiting = state.status === 'queued' ? messages.findLast((message) => message.parts.some(({ kind }) => kind === 'handoff'))?.id : undefined;
  return (
    <ol class="flex flex-col gap-3">
      {messages.map((message, index) => (
        <Fragment key={message.id}>
          <MessageView
            message={message}
            own={own}
            open={own === 'shopper' && message.id === offer}
            fillable={own === 'shopper' && message.id === form}
            sending={sending}
            waits={message.id === waiting}
            named={startsRun(messages, index, own)}
            onChoose={onChoose}
            below={below}
          />
          {message.id === seen && (
            <li class="-mt-2 text-end text-xs text-base-content/75" data-seen>
              {t('seen')}
            </li>
          )}
        </Fragment>
      ))}
      {untold(state).filter((own) => !isRefusedForm(own)).map((outgoing) => (
        <OutgoingView
          key={outgoing.key}
          outgoing={outgoing}
          onRetry={() => onRetry(outgoing.key)}
          onEdit={() => onEdit(outgoing.key)}
        />
      ))}
      {writing && <TypingDots label={t(typingLabel(state, own))} />}
    </ol>
  );
}

/** The newest message of this side that the other has seen. */
function lastSeen({ messages, seen }: ChatState, own: Side): string | undefined {
  const mark = own === 'agent' ? seen.shopper : seen.agent;
  const upTo = messages.findIndex((message) => message.id === mark);
  return messages.slice(0, upTo + 1).findLast((message) => message.author === own)?.id;
}

function typingLabel({ status }: ChatState, own: Side): Phrase {
  if (status === 'bot') return 'typing';
  return own === 'agent' ? 'typingCustomer' : 'typingAgent';
}

function startsRun(messages: readonly Message[], index: number, own: Side): boolean {
  return messages[index]?.author !== own && messages[index - 1]?.author !== messages[index]?.author;
}
