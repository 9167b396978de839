import { effect, signal } from '@preact/signals';
import { Bell } from '../../shared/bell';
import type { Handoff } from '../client';
import type { Desk } from '../desk';
import { lookAt, looksAt } from '../looking';
import { happenings, type Happening } from './happenings';
import { claim, isShown, Sign } from './tabs';
import { KeptWishes } from './wishes';
import { s } from './words';

/** What happens within so long is told as one. */
const TOGETHER = 1000;
const MOST_LINES = 4;

type Permission = NotificationPermission | 'none';

/** Tells a person at the desk, by a sound and by the browser, of what they do not see. */
export class Alerts {
  readonly wishes = new KeptWishes();
  /** What the browser allows; `none` where it knows no notifications. */
  readonly permission = signal<Permission>(allowed());
  readonly #bell = new Bell();
  readonly #looking = new Sign();
  readonly #front = new Sign();
  #login = '';
  #before: readonly Handoff[] | null = null;
  #gathered: Happening[] = [];
  #due: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly desk: Desk) {
    effect(() => this.#enter(desk.me.value?.login ?? ''));
    effect(() => this.#show());
    for (const turned of ['focus', 'blur']) addEventListener(turned, () => this.#show());
    document.addEventListener('visibilitychange', () => this.#show());
  }

  /** The list has been read anew. The first time it is only looked at: whoever has just come sees it before them. */
  hear(): void {
    const now = this.desk.handoffs.peek();
    const before = this.#before;
    this.#before = now;
    if (!before || !this.#login) return;
    this.#gathered.push(...happenings(before, now));
    if (this.#gathered.length > 0) this.#due ??= setTimeout(() => void this.#tell(), TOGETHER);
  }

  /** On a press alone: the browser asks, once. */
  async allow(): Promise<void> {
    if (allowed() === 'default') await Notification.requestPermission();
    this.permission.value = allowed();
    this.wishes.set({ notify: true });
  }

  /** What it sounds like. */
  turnSound(on: boolean): void {
    this.wishes.set({ sound: on });
    if (on) void this.#bell.play();
  }

  #enter(login: string): void {
    if (login === this.#login) return;
    this.#login = login;
    this.#before = null;
    this.#gathered = [];
    this.wishes.of(login);
  }

  #show(): void {
    const seen = looksAt(this.desk);
    this.permission.value = allowed();
    const inFront = Boolean(this.#login) && !document.hidden && document.hasFocus();
    this.#looking.show(seen && this.#looksAt(seen));
    this.#front.show(inFront ? this.#inFront : null);
  }

  async #tell(): Promise<void> {
    const gathered = this.#gathered;
    this.#gathered = [];
    this.#due = undefined;
    const wishes = this.wishes.value.peek();
    const wanted = await this.#unseen(gathered.filter((one) => wishes[one.kind]));
    const mine = await claim(wanted.map((one) => one.key));
    const told = wanted.filter((one) => mine.has(one.key));
    if (told.length === 0 || (wishes.quietAway && (await this.desk.presence.look()) === 'away')) return;
    if (wishes.sound) void this.#bell.play();
    if (wishes.notify && !(await isShown(this.#inFront))) this.#notify(told);
  }

  /** Without what is written where one of this person's tabs looks. */
  async #unseen(found: readonly Happening[]): Promise<Happening[]> {
    const seen = await Promise.all(found.map((one) => one.kind === 'message' && isShown(this.#looksAt(one.conversationId))));
    return found.filter((_, place) => !seen[place]);
  }

  #notify(told: readonly Happening[]): void {
    // Another tab may have asked since.
    if (allowed() !== 'granted') return;
    const [first] = told;
    const title = told.length === 1 ? s(first!.phrase) : s('several', { count: told.length });
    const lines = told.slice(0, MOST_LINES).map((one) => (told.length === 1 ? one.words : `${s(one.phrase)}: ${one.words}`));
    try {
      const shown = new Notification(title, { body: lines.join('\n'), tag: `shoptalk-desk:${first!.key}` });
      shown.onclick = () => {
        window.focus();
        lookAt(this.desk, first!.conversationId);
        shown.close();
      };
    } catch {
      // Some phones show notifications of an installed app alone.
    }
  }

  #looksAt(conversationId: string): string {
    return `shoptalk-desk:looks:${this.#login}:${conversationId}`;
  }

  get #inFront(): string {
    return `shoptalk-desk:front:${this.#login}`;
  }
}

function allowed(): Permission {
  return 'Notification' in window ? Notification.permission : 'none';
}
