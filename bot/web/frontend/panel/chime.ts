import { signal, type ReadonlySignal } from '@preact/signals';
import type { Held } from '../shared/protocol';
import type { PanelHost } from './PanelHost';

const NAME = 'sound';
/** Two soft notes, the second a fifth above the first (Hz, seconds). */
const NOTES = [
  { pitch: 660, at: 0 },
  { pitch: 990, at: 0.12 },
] as const;
const LOUD = 0.08;
const LASTS = 0.35;
/** Several tabs hear of a message in the same moment. */
const ONCE_IN = 1000;

/** A short sound for a message that comes while nobody looks: off until the shopper turns it on, which is remembered. */
export class Chime {
  readonly #on = signal(false);
  #context: AudioContext | null = null;

  constructor(private readonly host: PanelHost) {}

  get on(): ReadonlySignal<boolean> {
    return this.#on;
  }

  restore(held: Held): void {
    this.#on.value = held[NAME] === 'on';
  }

  /** Turned on, it is heard once, so that the shopper knows what to listen for. */
  turn(on: boolean): void {
    this.#on.value = on;
    this.host.hold(NAME, on ? 'on' : null);
    if (on) void this.#play();
  }

  /** Rings, in one of the tabs. */
  ring(): void {
    if (this.#on.value) void ringAlone(() => this.#play());
  }

  async #play(): Promise<void> {
    try {
      this.#context ??= new AudioContext();
      // A browser keeps quiet until the shopper has done something on the page; the sound is not made up for later.
      if (this.#context.state !== 'running' && !(await heard(this.#context.resume()))) return;
      for (const { pitch, at } of NOTES) sound(this.#context, pitch, at);
    } catch {
      // There is nothing to hear it with.
    }
  }
}

function sound(context: AudioContext, pitch: number, at: number): void {
  const start = context.currentTime + at;
  const note = new OscillatorNode(context, { frequency: pitch });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUD, start + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + LASTS);
  note.connect(volume).connect(context.destination);
  note.start(start);
  note.stop(start + LASTS);
}

async function heard(resumed: Promise<void>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 300));
  return Promise.race([resumed.then(() => true), late]);
}

async function ringAlone(play: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return play();
  await navigator.locks
    .request('shoptalk:sound', { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      await play();
      await new Promise((resolve) => setTimeout(resolve, ONCE_IN));
    })
    .catch(play);
}
