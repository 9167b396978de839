import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { chooseLanguage } from '../shared/i18n/language';
import { language } from '../shared/i18n/phrases';
import { SourceDialog } from '../shared/parts/AnswerPart';
import { setPictureSource } from '../shared/parts/pictureSource';
import { fetchRich } from '../shared/text/rich';
import { Alerts } from './alerts/alerts';
import { followRead, unreadOf } from './alerts/unread';
import { DeskClient, type Me } from './client';
import { Desk } from './desk';
import { DeskFace } from './DeskFace';
import { Door } from './Door';
import { idleFor, onReturn } from './idle';
import { d } from './words';

language.value = chooseLanguage(new URLSearchParams(location.search).get('language'));

const client = new DeskClient('/api/v1', idleFor);
const desk: Desk = new Desk(client, () => alerts.hear());
const alerts = new Alerts(desk);
const unread = unreadOf(desk);
const brought = signal(new URLSearchParams());
readHash();
addEventListener('hashchange', readHash);

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  // Who waits, and what those whom I answer have written meanwhile.
  const news = desk.me.value ? desk.waiting.value.length + unread.value : 0;
  document.title = news > 0 ? `(${news}) ${d('desk')}` : d('desk');
});
onReturn(() => desk.presence.tell());
setPictureSource((id) => (desk.chosen.value ? client.picture(desk.chosen.value, id) : Promise.reject(new Error('no conversation is chosen'))));
render(<App />, document.getElementById('app')!);
void fetchRich();
void SourceDialog.come();
followRead(desk);
void desk.start();

function App() {
  const me = desk.me.value;
  if (me === undefined) return null;
  const enter = (person: Me): void => {
    brought.value = new URLSearchParams();
    desk.enter(person);
  };
  // Whoever opens an invitation means it, whoever was signed in here before.
  const isIn = me && !brought.value.has('invitation');
  return isIn ? <DeskFace desk={desk} alerts={alerts} /> : <Door client={client} brought={brought.value} over={desk.over.value} onIn={enter} />;
}

/** What an invitation's address holds is good once, and nothing for the history of the browser. */
function readHash(): void {
  const held = new URLSearchParams(location.hash.slice(1));
  if (!held.has('invitation') && !held.has('setup')) return;
  brought.value = held;
  history.replaceState(null, '', location.pathname + location.search);
}
