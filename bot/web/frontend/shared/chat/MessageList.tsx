import { Fragment, type ComponentChildren } from 'preact';
import type { Message } from '../api/message';
import type { Choice } from '../api/parts';
import { openOffer } from '../conversation/offers';
import type { ChatState } from '../conversation/state';
import type { Phrase } from '../i18n/en';
import { t } from '../i18n/phrases';
import { MessageView } from './MessageView';
import type { Side } from './Said';
import { OutgoingView } from './OutgoingView';
import { TypingDots } from './TypingDots';

interface Props {
  readonly state: ChatState;
  readonly own?: Side;
  readonly below?: ((message: Message) => ComponentChildren) | undefined;
  readonly onChoose: (choice: Choice) => void;
  readonly onRetry: (key: string) => void;
  readonly onEdit: (key: string) => void;
}

export function MessageList({ state, own = 'shopper', below, onChoose, onRetry, onEdit }: Props) {
  const offer = openOffer(state);
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
      {state.outgoing.map((outgoing) => (
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
