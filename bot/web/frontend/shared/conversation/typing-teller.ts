const EVERY = 3000;
const IDLE = 5000;
/** Who has not told for so long writes no more, whatever became of the end that was told. */
export const TYPING_ENDS = 8000;

/** Tells the other side that somebody writes: seldom, and that they have stopped. */
export class TypingTeller {
  #told = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly tell: (active: boolean) => Promise<unknown>) {}

  /** Whether it was told last that somebody writes. */
  get isWriting(): boolean {
    return this.#told > 0;
  }

  wrote(words: string): void {
    if (!words.trim()) return this.stop();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.stop(), IDLE);
    if (Date.now() - this.#told < EVERY) return;
    this.#told = Date.now();
    this.#say(true);
  }

  stop(): void {
    clearTimeout(this.#idle);
    if (this.#told === 0) return;
    this.#told = 0;
    this.#say(false);
  }

  #say(active: boolean): void {
    // Whoever is not told of it misses nothing that stays.
    this.tell(active).catch(() => undefined);
  }
}
