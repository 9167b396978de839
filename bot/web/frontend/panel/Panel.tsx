import { useState } from 'preact/hooks';
import { Announcer } from '../shared/chat/Announcer';
import { ChatPane } from '../shared/chat/ChatPane';
import type { Conversation } from '../shared/conversation/conversation';
import { language, t } from '../shared/i18n/phrases';
import { holdFocus } from '../shared/ui/focusTrap';
import { Header } from './Header';
import { Menu } from './Menu';
import { Opener } from './Opener';
import type { PanelHost } from './PanelHost';
import { StartAgainDialog } from './StartAgainDialog';

interface Props {
  readonly conversation: Conversation;
  readonly host: PanelHost;
}

/** The shopper's face. */
export function Panel({ conversation, host }: Props) {
  const [asking, setAsking] = useState(false);
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
  const menu = (
    <Menu
      canStartAgain={messages.length + outgoing.length > 0}
      onStartAgain={() => setAsking(true)}
      onOtherLanguage={switchLanguage}
    />
  );
  return (
    <main class="mx-auto flex h-full max-w-3xl flex-col" aria-label={t('title')} onKeyDown={onKeyDown}>
      <Header status={status} menu={menu} onClose={host.embedded ? () => host.close() : null} />
      <ChatPane conversation={conversation} opener={(say) => <Opener say={say} />} />
      <Announcer />
      {asking && <StartAgainDialog onYes={startAgain} onClose={() => setAsking(false)} />}
    </main>
  );
}
