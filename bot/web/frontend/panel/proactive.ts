import { signal } from '@preact/signals';
import type { Client } from '../shared/api/client';
import { list, number, object, text } from '../shared/api/read';
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
  #shown: readonly string[] = [];
  #looked = '';
  #timers: ReturnType<typeof setTimeout>[] = [];

  constructor(
    private readonly client: Client,
    private readonly host: PanelHost,
    /** Whether the panel is closed and nothing has been said. */
    private readonly isFree: () => boolean,
  ) {}

  /** Goes on with the visit that earlier pages of the shop have begun. */
  begin(held: Held): void {
    this.quiet.value = held[QUIET] === '1';
    this.#shown = readVisit(held[VISITED]);
  }

  /** Asks what may be said, once for each language and page. */
  look(language: Language, page: number): void {
    const wanted = `${language} ${page}`;
    if (this.quiet.value || !this.isFree() || wanted === this.#looked) return;
    this.#looked = wanted;
    this.#stop();
    this.#keep();
    void this.#ask(language).then((due) => {
      if (this.#looked === wanted) this.#timers = due.map((one) => setTimeout(() => this.#say(one), this.#wait(one)));
    });
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
    this.quiet.value = quiet;
    this.host.hold(QUIET, quiet ? '1' : null);
    this.#looked = '';
    if (!quiet) return;
    this.#stop();
    if (this.teaser.value) this.dismiss();
  }

  #say(due: Due): void {
    if (this.quiet.value || !this.isFree() || this.teaser.value || this.#shown.includes(due.id)) return;
    this.#shown = [...this.#shown, due.id];
    this.#keep();
    this.teaser.value = due;
    this.host.tease(FIRST_HEIGHT);
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

  #keep(): void {
    this.host.hold(VISITED, JSON.stringify({ at: Date.now(), shown: this.#shown }));
  }

  #stop(): void {
    this.#timers.forEach(clearTimeout);
    this.#timers = [];
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
