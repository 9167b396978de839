import { signal } from '@preact/signals';
import type { Client } from '../shared/api/client';
import { list, number, object, text } from '../shared/api/read';
import { alone } from '../shared/conversation/alone';
import type { Language } from '../shared/i18n/language';
import type { Held } from '../shared/protocol';
import type { PanelHost } from './PanelHost';

/** A word of the widget's own, by one of the shop's rules. */
export interface Due {
  readonly id: string;
  readonly seconds: number;
  readonly text: string;
  /** What the shopper says with one press. */
  readonly ask?: string;
}

/** Whoever was away for so long comes for another visit. */
const VISIT = 30 * 60_000;
const QUIET = 'quiet';
const VISITED = 'visit';
/** Until the teaser has been measured. */
const FIRST_HEIGHT = 150;

/** Says a word by itself where the shop has a rule for it: once a visit and rule, never over an open panel, not to who wants silence. */
export class Proactive {
  /** What is shown beside the closed panel now. */
  readonly teaser = signal<Due | null>(null);
  /** The word that the panel was opened by. */
  readonly taken = signal<Due | null>(null);
  readonly quiet = signal(false);
  readonly #began = Date.now();
  #looked = '';

  constructor(
    private readonly client: Client,
    private readonly host: PanelHost,
    /** Whether the panel is closed and nothing has been said. */
    private readonly isFree: () => boolean,
  ) {}

  /** Heeds the wish for silence, of an earlier page of the shop or of another tab. */
  follow(held: Held): void {
    const quiet = held[QUIET] === '1';
    if (quiet !== this.quiet.value) this.#heed(quiet);
  }

  /** Asks what may be said, once for each language and page. */
  look(language: Language, page: number): void {
    const wanted = `${language} ${page}`;
    if (this.quiet.value || !this.isFree() || wanted === this.#looked) return;
    this.#looked = wanted;
    void this.#visit((shown) => shown);
    void this.#ask(language).then((due) => due.forEach((one) => setTimeout(() => this.#say(one, wanted), this.#wait(one))));
  }

  measured(height: number): void {
    if (this.teaser.value) this.host.tease(Math.ceil(height));
  }

  dismiss(): void {
    this.teaser.value = null;
    this.host.tease(null);
  }

  /** Opens the panel with the word in it. */
  take(): void {
    this.taken.value = this.teaser.value;
    this.teaser.value = null;
    this.host.open();
  }

  /** Chooses silence, or ends it. */
  hush(quiet: boolean): void {
    this.host.hold(QUIET, quiet ? '1' : null);
    this.#heed(quiet);
  }

  #heed(quiet: boolean): void {
    this.quiet.value = quiet;
    this.#looked = '';
    if (quiet && this.teaser.value) this.dismiss();
  }

  /** Says it, unless the panel has gone on to other pages or words; in a tab that nobody looks at once somebody does. */
  #say(due: Due, wanted: string): void {
    if (document.hidden) return document.addEventListener('visibilitychange', () => this.#say(due, wanted), { once: true });
    void this.#visit((shown) => {
      if (wanted !== this.#looked || !this.isFree() || this.teaser.value || shown.includes(due.id)) return null;
      this.teaser.value = due;
      this.host.tease(FIRST_HEIGHT);
      return [...shown, due.id];
    });
  }

  /** Writes down that the visit goes on, with what was shown in it; alone of all tabs, which count as one. */
  async #visit(show: (shown: readonly string[]) => readonly string[] | null): Promise<void> {
    await alone('shoptalk:visit', async () => {
      const { held } = await this.host.context(false);
      this.follow(held);
      const shown = show(readVisit(held[VISITED]));
      if (!shown) return;
      this.host.hold(VISITED, JSON.stringify({ at: Date.now(), shown }));
      // It is kept by the time that this is answered, so that the next tab finds it.
      await this.host.context(false);
    });
  }

  #wait({ seconds }: Due): number {
    return Math.max(0, this.#began + seconds * 1000 - Date.now());
  }

  async #ask(language: Language): Promise<readonly Due[]> {
    try {
      const { identity, page, cart } = await this.host.context(true);
      return list((await this.client.due({ language, identity, page, cart }))?.['due'], readDue);
    } catch {
      // Nobody misses what was not asked for.
      return [];
    }
  }
}

function readDue(value: unknown): Due | undefined {
  const json = object(value);
  const id = text(json?.['id']);
  const words = text(json?.['text']);
  if (!json || !id || !words) return undefined;
  const ask = text(json['ask']);
  return { id, seconds: number(json['seconds']) ?? 0, text: words, ...(ask ? { ask } : {}) };
}

/** What was shown in the visit that goes on; nothing in a new one. */
function readVisit(written: string | undefined): readonly string[] {
  try {
    const json = object(JSON.parse(written ?? 'null'));
    return Date.now() - (number(json?.['at']) ?? 0) < VISIT ? list(json?.['shown'], text) : [];
  } catch {
    return [];
  }
}
