import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { Client } from '../shared/api/client';
import { announce, spoken } from '../shared/chat/announce';
import { Conversation } from '../shared/conversation/conversation';
import { chooseLanguage } from '../shared/i18n/language';
import { language, t } from '../shared/i18n/phrases';
import { inkOn, readAccent } from '../shared/text/accent';
import { setPictureSource } from '../shared/parts/pictureSource';
import { setShopOrigin } from '../shared/text/links';
import { fetchRich } from '../shared/text/rich';
import { Feedback } from './feedback';
import { allowedOrigins } from './origins';
import { PageHost } from './PageHost';
import { Panel } from './Panel';
import type { PanelHost, PanelListener } from './PanelHost';
import { ShopHost } from './ShopHost';
import { countUnread } from './unread';

const wishes = new URLSearchParams(location.search);
const open = signal(window === parent);

language.value = chooseLanguage(wishes.get('language'));
dress(wishes.get('theme'), readAccent(wishes.get('accent')));

const listener: PanelListener = {
  onHello: (session, isOpen) => {
    if (session) conversation.resume(session);
    show(isOpen);
  },
  onIdentity: (identity) => {
    if (identity) void conversation.identify(identity);
    else conversation.startAgain();
  },
  onShown: show,
};
const host: PanelHost =
  window === parent ? new PageHost() : new ShopHost(parent, allowedOrigins(), listener, setShopOrigin);
const client = new Client();
const feedback = new Feedback(client);
const conversation = new Conversation(client, host, language, (message) => {
  announce(spoken(message));
  host.tell('message', { author: message.author });
});

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  document.title = t('title');
});
effect(() => {
  const { messages } = conversation.state.value;
  if (open.value) conversation.seen();
  host.unread(open.value ? 0 : countUnread(messages, conversation.session?.seen));
});

effect(() => {
  const { status, messages } = conversation.state.value;
  feedback.follow(conversation.session, status, messages.length > 0);
});

if (host instanceof PageHost) {
  const session = host.session();
  if (session) conversation.resume(session);
}
render(<Panel conversation={conversation} host={host} feedback={feedback} />, document.getElementById('app')!);
void fetchRich();
setPictureSource((id) => conversation.picture(id));

function show(isOpen: boolean): void {
  open.value = isOpen;
  if (isOpen) document.querySelector('textarea')?.focus();
}

function dress(theme: string | null, accent: string | undefined): void {
  const root = document.documentElement;
  if (theme === 'light' || theme === 'dark') root.dataset['theme'] = theme;
  if (!accent) return;
  root.style.setProperty('--color-primary', accent);
  root.style.setProperty('--color-primary-content', inkOn(accent));
}
