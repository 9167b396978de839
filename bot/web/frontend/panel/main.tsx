import { effect, signal, untracked } from '@preact/signals';
import { render } from 'preact';
import { Client } from '../shared/api/client';
import type { Status } from '../shared/api/events';
import { announce, spoken } from '../shared/chat/announce';
import { prefilled } from '../shared/chat/prefill';
import { Conversation } from '../shared/conversation/conversation';
import { BrowserPictures } from '../shared/conversation/picture-store';
import { chooseLanguage } from '../shared/i18n/language';
import { language } from '../shared/i18n/phrases';
import type { Held } from '../shared/protocol';
import { readLook } from '../shared/look';
import { SourceDialog } from '../shared/parts/AnswerPart';
import { addToCart } from '../shared/parts/cart';
import { setPictureSource } from '../shared/parts/pictureSource';
import { setShopOrigin } from '../shared/text/links';
import { allowedOrigins } from '../shared/text/origins';
import { fetchRich } from '../shared/text/rich';
import { fetched } from '../shared/ui/fetched';
import { Face } from './Face';
import { Chime } from './chime';
import { Feedback } from './feedback';
import { asksFirst, dress, isProactive, look, servedLook, title } from './look';
import { PageHost } from './PageHost';
import { DRAFT, PreChatForm } from './Panel';
import type { PanelHost, PanelListener } from './PanelHost';
import { placeNow } from './place';
import type { PreChat } from './preChat';
import { Proactive } from './proactive';
import { ShopHost } from './ShopHost';
import { Suggestions } from './suggestions';
import { countUnread } from './unread';

const wishes = new URLSearchParams(location.search);
const open = signal(window === parent);
/** Whether this page lies in a tab behind another: nothing is seen there. */
const hidden = signal(document.hidden);
/** How many pages of the shop this panel has lain on. */
const pages = signal(1);
/** Whether the shop's page has said hello. */
const met = signal(false);

language.value = chooseLanguage(wishes.get('language'));
look.value = { ...servedLook(), ...readLook(Object.fromEntries(wishes)) };

const listener: PanelListener = {
  onHello: ({ session, held, open }) => {
    if (session) conversation.resume(session);
    proactive.follow(held);
    met.value = true;
    restore(held);
    show(open);
  },
  onIdentity: (identity) => {
    if (identity) void conversation.identify(identity);
    else conversation.signOut();
  },
  onShown: show,
  onSession: (session, held, signedOut) => {
    if (signedOut) conversation.signedOut();
    conversation.follow(session, held);
  },
  onHeld: (held) => proactive.follow(held),
  onLook: (next) => {
    look.value = { ...look.value, ...next };
    if (next.language) language.value = chooseLanguage(next.language);
  },
  onCart: (heard) => (addToCart.value = heard ? (item) => host.add(item) : null),
  onPage: () => (pages.value += 1),
  onWords: (how, words) => {
    if (how === 'say') say(words);
    else prefilled.value = words;
  },
};
const host: PanelHost =
  window === parent ? new PageHost() : new ShopHost(parent, allowedOrigins(), listener, setShopOrigin);
const client = new Client();
const chime = new Chime(host);
const feedback = new Feedback(client);
const conversation = new Conversation(client, host, language, new BrowserPictures(), (message) => {
  announce(spoken(message));
  if (!open.value || !document.hasFocus()) chime.ring();
  host.tell('message', { author: message.author });
});
const proactive = new Proactive(client, host, () => !open.value && !conversation.session);
const suggestions = new Suggestions(client, () => host.context(true));
/** Fetched where the shop asks something first; nobody is kept from writing by a form that is not there yet. */
const preChat = signal<PreChat | null>(null);
const asking = asksFirst() && Promise.all([fetched(() => import('./preChat')), PreChatForm.come()]).then(([{ PreChat }]) => (preChat.value = new PreChat(client, () => host.context(true), conversation)));

document.addEventListener('visibilitychange', () => (hidden.value = document.hidden));
effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  document.title = title();
  dress(look.value);
});
effect(() => {
  const { messages, outgoing } = conversation.state.value;
  if (open.value) proactive.teaser.value = null;
  else if (met.value && isProactive() && messages.length + outgoing.length === 0 && !proactive.quiet.value) proactive.look(language.value, pages.value);
});
let status: Status | undefined;
effect(() => {
  const { status: now } = conversation.state.value;
  const next = conversation.session ? now : undefined;
  if (status && next && next !== status) host.tell('handoff', { status: next });
  status = next;
});
let place = '';
effect(() => {
  const now = placeNow(conversation.state.value);
  if (open.value && now !== place) untracked(() => announce(now));
  place = now;
});
effect(() => {
  const { messages } = conversation.state.value;
  const sees = open.value && !hidden.value;
  if (sees) conversation.seen();
  host.unread(sees ? 0 : countUnread(messages, conversation.session?.seen));
});

effect(() => {
  const { messages, outgoing } = conversation.state.value;
  if (open.value && messages.length + outgoing.length === 0) suggestions.look(language.value, pages.value);
});
effect(() => {
  void conversation.state.value;
  if (!open.value || !preChat.value) return;
  preChat.value.follow(conversation.session);
  preChat.value.look(language.value, pages.value);
});
effect(() => {
  const { status, messages } = conversation.state.value;
  feedback.follow(conversation.session, status, messages.length > 0);
});

if (host instanceof PageHost) {
  const session = host.brought() ?? host.session();
  if (session) conversation.resume(session);
  restore(host.held());
}
render(<Face open={open} conversation={conversation} host={host} feedback={feedback} client={client} suggestions={suggestions} proactive={proactive} preChat={preChat} chime={chime} onSay={say} />, document.getElementById('app')!);
void fetchRich();
void SourceDialog.come();
setPictureSource((id) => conversation.picture(id));

// Safari may have kept the focus from the field (see the loader): a key that is meant for nothing else goes there.
addEventListener('keydown', ({ target, key, ctrlKey, metaKey, altKey }) => {
  if (open.value && target === document.body && key.length === 1 && !ctrlKey && !metaKey && !altKey) focusField();
});

function restore(held: Held): void {
  conversation.restore(held);
  chime.restore(held);
  if (!held[DRAFT]) return;
  prefilled.value = held[DRAFT];
  host.hold(DRAFT, null);
}

/** Says for the shopper what a button or the shop's page has words for; it waits for what the shop asks first. */
function say(words: string): void {
  if (asking) void asking.then((preChat) => preChat.say(words));
  else conversation.say({ text: words }, words);
}

function show(isOpen: boolean): void {
  // Said again, it takes the focus from nothing.
  const comes = isOpen && (!open.value || document.activeElement === document.body);
  open.value = isOpen;
  if (comes) focusField();
}

function focusField(): void {
  document.querySelector<HTMLElement>('[data-gate] input, [data-gate] select, textarea')?.focus();
}
