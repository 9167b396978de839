import type { ReadonlySignal } from '@preact/signals';
import type { ComponentProps } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../shared/api/client';
import type { Message } from '../shared/api/message';
import { Announcer } from '../shared/chat/Announcer';
import { ratedAfter } from '../shared/chat/ratedAfter';
import { ChatPane } from '../shared/chat/ChatPane';
import type { Conversation } from '../shared/conversation/conversation';
import { language } from '../shared/i18n/phrases';
import { holdFocus } from '../shared/ui/focusTrap';
import { later } from '../shared/ui/Later';
import type RenewalBar from '../shared/ui/Renewal';
import type { Chime } from './chime';
import { isJudged, type Feedback, type Rating } from './feedback';
import { Header } from './Header';
import { isProactive, title } from './look';
import { Menu } from './Menu';
import { Opener } from './Opener';
import type { PanelHost } from './PanelHost';
import type { Asked, PreChat } from './preChat';
import type { Proactive } from './proactive';
import type { Suggestions } from './suggestions';
import { Thumbs } from './Thumbs';

const StartAgainDialog = later<{ onYes: () => void; onClose: () => void }>(() => import('./StartAgainDialog'));
const TranscriptDialog = later<{ client: Client; conversation: Conversation; onClose: () => void }>(() => import('./TranscriptDialog'));
export const PreChatForm = later<{ preChat: PreChat; asked: Asked }>(() => import('./PreChatForm'));
const Renewal = later<ComponentProps<typeof RenewalBar>>(() => import('../shared/ui/Renewal'));
const RatingCard = later<{ feedback: Feedback; rating: Rating }>(() => import('./RatingCard'));

/** Under which name the words of the field are held while the panel is loaded anew. */
export const DRAFT = 'draft';

interface Props {
  readonly open: ReadonlySignal<boolean>;
  readonly conversation: Conversation;
  readonly host: PanelHost;
  readonly feedback: Feedback;
  readonly client: Client;
  readonly suggestions: Suggestions;
  readonly proactive: Proactive;
  readonly preChat: ReadonlySignal<PreChat | null>;
  readonly chime: Chime;
}

/** The shopper's face. */
export function Panel({ open, conversation, host, feedback, client, suggestions, proactive, preChat, chime }: Props) {
  const [asking, setAsking] = useState(false);
  const [saving, setSaving] = useState(false);
  // One may begin anew also where the line is cut by then.
  useEffect(() => void StartAgainDialog.come(), []);
  const { messages, outgoing, status } = conversation.state.value;
  const switchLanguage = (): void => {
    language.value = language.value === 'en' ? 'zh' : 'en';
    host.language(language.value);
  };
  const startAgain = (): void => {
    setAsking(false);
    conversation.startAgain();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    holdFocus(event);
    // An open dialog takes Esc for itself.
    if (event.key === 'Escape' && !event.isComposing && !document.querySelector('dialog[open]')) host.close();
  };
  const first = preChat.value;
  const asked = first?.due;
  const rating = feedback.rating.value;
  const rated = rating && ratedAfter(messages, rating);
  const below = (message: Message) => (
    <>
      {isJudged(message) && <Thumbs feedback={feedback} messageId={message.id} />}
      {rating && message.id === rated && <RatingCard key={rating.handoffId} feedback={feedback} rating={rating} />}
    </>
  );
  const menu = (
    <Menu
      canStartAgain={messages.length + outgoing.length > 0}
      onStartAgain={() => setAsking(true)}
      quiet={isProactive() ? proactive.quiet.value : null}
      onQuiet={(quiet) => proactive.hush(quiet)}
      onTranscript={messages.length > 0 ? () => setSaving(true) : null}
      onOtherLanguage={switchLanguage}
      sound={chime.on.value}
      onSound={() => chime.turn(!chime.on.value)}
    />
  );
  return (
    <main class="mx-auto flex h-full max-w-3xl flex-col" aria-label={title()} onKeyDown={onKeyDown}>
      <Header status={status} menu={menu} onClose={host.embedded ? () => host.close() : null} />
      <Renewal seen={() => open.value} owes={() => conversation.state.value.outgoing.length > 0} carry={() => host.hold(DRAFT, document.querySelector<HTMLTextAreaElement>('[data-kept]')?.value || null)} />
      <ChatPane key={conversation.people.value} conversation={conversation} opener={(say) => <Opener suggestions={suggestions} word={proactive.taken.value?.text} say={say} />} gate={first && asked && <PreChatForm preChat={first} asked={asked} />} below={below} />
      <Announcer />
      {saving && <TranscriptDialog client={client} conversation={conversation} onClose={() => setSaving(false)} />}
      {asking && <StartAgainDialog onYes={startAgain} onClose={() => setAsking(false)} />}
    </main>
  );
}
