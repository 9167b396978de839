import { batch, effect, signal } from '@preact/signals';
import { list, object, text, type Json } from '../../shared/api/read';
import { newKey } from '../../shared/conversation/key';
import { troubleWords } from '../deed';
import type { Desk } from '../desk';
import { Outbox } from '../outbox';
import { p } from '../problems';
import { path } from './client';
import { m } from './macroWords';
import { f, type FilesPhrase } from '../files/words';

/** So long a run is asked for again by itself. */
const PATIENCE = 30_000;

export const KINDS = ['reply', 'tag', 'note', 'team', 'close', 'return'] as const;
export type StepKind = (typeof KINDS)[number];

export interface Step {
  readonly kind: StepKind;
  /** A reply's id, a tag, a note, a team or a reason. */
  readonly value: string;
}

/** Several deeds under one name. */
export interface Macro {
  readonly id: string;
  readonly shortcut: string;
  readonly name: string;
  readonly steps: readonly Step[];
  /** Names these very steps: what was shown is what is run. */
  readonly version: string;
}

/** How a reading stands; what an earlier one has brought stays when the next one fails. */
export type Reading = 'awaited' | 'known' | 'failed';

export interface Outcome extends Step {
  readonly state: 'done' | 'failed' | 'left';
  readonly error: string;
  readonly detail: string;
}

/** How a run ended. */
export interface Ended {
  readonly name: string;
  readonly steps: readonly Outcome[];
}

/** Macros: chosen, shown with what they will do, run once, and told with what was done. */
export class Macros {
  readonly all = signal<readonly Macro[]>([]);
  readonly reading = signal<Reading>('awaited');
  readonly chosen = signal<Macro | null>(null);
  /** Whether the reply of the chosen one is still to be written: what fills it is being read. */
  readonly awaits = signal(false);
  readonly running = signal(false);
  readonly ended = signal<Ended | null>(null);
  readonly editing = signal(false);
  readonly trouble = signal<string | null>(null);

  /** Of the run that was chosen: pressed again after a lost answer it is still the same run. */
  #key = '';
  readonly #outbox = new Outbox(PATIENCE);

  constructor(
    readonly desk: Desk,
    /** Writes a reply once what fills it is known, if it is then still wanted; tells whether the reply could be read. */
    private readonly write: (replyId: string, isWanted: () => boolean) => Promise<boolean>,
  ) {
    effect(() => {
      void desk.chosen.value;
      batch(() => {
        this.leave();
        this.ended.value = null;
      });
    });
  }

  async read(): Promise<void> {
    if (this.reading.peek() === 'failed') this.reading.value = 'awaited';
    try {
      const found = await this.desk.client.read('/desk/macros');
      batch(() => {
        this.all.value = list(found?.['macros'], readMacro);
        this.reading.value = 'known';
      });
    } catch (error) {
      this.reading.value = 'failed';
      throw error;
    }
  }

  /** Shows what it will do, and puts its reply where replies are written. */
  async choose(macro: Macro): Promise<void> {
    const key = newKey();
    const reply = macro.steps.find((step) => step.kind === 'reply');
    this.#key = key;
    batch(() => {
      this.chosen.value = macro;
      this.awaits.value = reply !== undefined;
      this.ended.value = null;
      this.trouble.value = null;
      if (this.desk.draft.peek().startsWith('/')) this.desk.draft.value = '';
    });
    if (!reply) return;
    const isWanted = (): boolean => this.#key === key;
    const isRead = await this.write(reply.value, isWanted);
    if (!isWanted()) return;
    this.awaits.value = false;
    if (isRead) return;
    this.leave();
    this.trouble.value = m('replyUnread');
  }

  leave(): void {
    this.#key = '';
    batch(() => {
      this.chosen.value = null;
      this.awaits.value = false;
      this.trouble.value = null;
    });
  }

  async run(): Promise<void> {
    const id = this.desk.chosen.peek();
    const macro = this.chosen.peek();
    if (!id || !macro || this.awaits.peek() || this.running.peek()) return;
    this.running.value = true;
    this.trouble.value = null;
    try {
      const body = { version: macro.version, text: speaks(macro) ? this.desk.draft.peek() : '', ...this.desk.upTo };
      const headers = { 'Idempotency-Key': this.#key };
      // A lost answer is asked for again under the same key: what was done may have ended the conversation here.
      const json = await this.#outbox.send(() => this.desk.client.send(`${path(id)}/macros/${encodeURIComponent(macro.id)}/run`, body, headers));
      const steps = list(json?.['steps'], readOutcome);
      if (steps.some((step) => step.kind === 'reply' && step.state === 'done')) this.desk.taken(id, 'draft', body.text);
      if (this.desk.chosen.peek() !== id) return;
      batch(() => {
        this.chosen.value = null;
        this.ended.value = { name: macro.name, steps };
      });
      void this.desk.look();
    } catch (error) {
      if (this.desk.chosen.peek() === id) this.trouble.value = troubleWords(error);
    } finally {
      this.running.value = false;
    }
  }

  async edit(): Promise<void> {
    this.trouble.value = null;
    this.editing.value = true;
    await this.#try(() => this.read());
  }

  /** Keeps a macro, new or changed; tells whether it was taken. */
  keep({ id, shortcut, name, steps }: Macro): Promise<boolean> {
    return this.#edit(id ? `/desk/macros/${encodeURIComponent(id)}` : '/desk/macros', { shortcut, name, steps });
  }

  remove(id: string): Promise<boolean> {
    return this.#edit(`/desk/macros/${encodeURIComponent(id)}/remove`, {});
  }

  #edit(url: string, body: Json): Promise<boolean> {
    return this.#try(async () => {
      await this.desk.client.send(url, body);
      await this.read();
    });
  }

  async #try(what: () => Promise<void>): Promise<boolean> {
    this.trouble.value = null;
    try {
      await what();
      return true;
    } catch (error) {
      this.trouble.value = troubleWords(error);
      return false;
    }
  }
}

export function speaks(macro: Macro): boolean {
  return macro.steps.some((step) => step.kind === 'reply');
}

/** What a step does, in words. */
export function stepWords({ kind, value }: Step): string {
  const shown = kind === 'close' ? (value ? f(value as FilesPhrase) : m('noReason')) : value;
  return m(`does_${kind}`, { value: shown });
}

/** Why a step was not done, in words. */
export function whyWords({ error, detail }: Outcome): string {
  if (error === 'HandoffTaken') return m('taken');
  if (error === 'SaidMeanwhile') return p('said-meanwhile');
  if (error.endsWith('NotFound')) return m('gone');
  return detail || m('refused');
}

function readMacro(value: unknown): Macro | undefined {
  const json = object(value);
  const id = text(json?.['id']);
  const shortcut = text(json?.['shortcut']);
  if (!json || !id || !shortcut) return undefined;
  return { id, shortcut, name: text(json['name']) ?? shortcut, steps: list(json['steps'], readStep), version: text(json['version']) ?? '' };
}

function readStep(value: unknown): Step | undefined {
  const json = object(value);
  const kind = KINDS.find((one) => one === json?.['kind']);
  return kind && { kind, value: text(json?.['value']) ?? '' };
}

function readOutcome(value: unknown): Outcome | undefined {
  const step = readStep(value);
  const json = object(value);
  const state = (['done', 'failed', 'left'] as const).find((one) => one === json?.['state']);
  return step && state && { ...step, state, error: text(json?.['error']) ?? '', detail: text(json?.['detail']) ?? '' };
}
