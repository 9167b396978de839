import type { ComponentChildren } from 'preact';
import type { Message } from '../api/message';
import type { Choice } from '../api/parts';
import { openOffer } from '../conversation/offers';
import type { ChatState } from '../conversation/state';
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
  const writing = state.typing || state.messages.some((message) => message.draft && message.parts.length === 0);
  return (
    <ol class="flex flex-col gap-3">
      {messages.map((message, index) => (
        <MessageView
          key={message.id}
          message={message}
          own={own}
          open={own === 'shopper' && message.id === offer}
          named={startsRun(messages, index, own)}
          onChoose={onChoose}
          below={below}
        />
      ))}
      {state.outgoing.map((outgoing) => (
        <OutgoingView
          key={outgoing.key}
          outgoing={outgoing}
          onRetry={() => onRetry(outgoing.key)}
          onEdit={() => onEdit(outgoing.key)}
        />
      ))}
      {writing && <TypingDots label={t(state.status === 'assigned' ? 'typingAgent' : 'typing')} />}
    </ol>
  );
}

function startsRun(messages: readonly Message[], index: number, own: Side): boolean {
  return messages[index]?.author !== own && messages[index - 1]?.author !== messages[index]?.author;
}
