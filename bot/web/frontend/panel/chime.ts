import { signal, type ReadonlySignal } from '@preact/signals';
import { Bell } from '../shared/bell';
import type { Held } from '../shared/protocol';
import type { PanelHost } from './PanelHost';

const NAME = 'sound';
/** Several tabs hear of a message in the same moment. */
const ONCE_IN = 1000;

/** A short sound for a message that comes while nobody looks: off until the shopper turns it on, which is remembered. */
export class Chime {
  readonly #on = signal(false);
  readonly #bell = new Bell();

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
    if (on) void this.#bell.play();
  }

  /** Rings, in one of the tabs. */
  ring(): void {
    if (this.#on.value) void ringAlone(() => this.#bell.play());
  }
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
