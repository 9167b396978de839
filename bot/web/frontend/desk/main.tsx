import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { chooseLanguage } from '../shared/i18n/language';
import { language } from '../shared/i18n/phrases';
import { setPictureSource } from '../shared/parts/pictureSource';
import { fetchRich } from '../shared/text/rich';
import { DeskClient, type Me } from './client';
import { Desk } from './desk';
import { DeskFace } from './DeskFace';
import { Door } from './Door';
import { d } from './words';

language.value = chooseLanguage(new URLSearchParams(location.search).get('language'));

const client = new DeskClient();
let known = 0;
const desk = new Desk(client, (waiting) => {
  if (waiting > known && document.hidden && notifies()) new Notification(d('notified'));
  known = waiting;
});
const mayAsk = signal('Notification' in window && Notification.permission === 'default');
const brought = signal(new URLSearchParams());
readHash();
addEventListener('hashchange', readHash);

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
  const waiting = desk.waiting.value.length;
  document.title = waiting > 0 ? `(${waiting}) ${d('desk')}` : d('desk');
});
setPictureSource((id) => (desk.chosen.value ? client.picture(desk.chosen.value, id) : Promise.reject(new Error('no conversation is chosen'))));
render(<App />, document.getElementById('app')!);
void fetchRich();
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
  return isIn ? <DeskFace desk={desk} onNotify={mayAsk.value ? ask : null} /> : <Door client={client} brought={brought.value} onIn={enter} />;
}

/** What an invitation's address holds is good once, and nothing for the history of the browser. */
function readHash(): void {
  const held = new URLSearchParams(location.hash.slice(1));
  if (!held.has('invitation') && !held.has('setup')) return;
  brought.value = held;
  history.replaceState(null, '', location.pathname + location.search);
}

function ask(): void {
  void Notification.requestPermission().then(() => (mayAsk.value = false));
}

function notifies(): boolean {
  return 'Notification' in window && Notification.permission === 'granted';
}
