/** How words come that are said one by one: all of them, or no more than a test lets come, however slow the machine is. */
export class Pace {
  #left = Infinity;
  readonly #waiting: (() => void)[] = [];

  /** So many more from now on; all of them where no number is given. */
  allow(words = Infinity): void {
    this.#left = words;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Comes back once the next word may be said. */
  async next(): Promise<void> {
    while (this.#left <= 0) await new Promise<void>((go) => this.#waiting.push(go));
    this.#left -= 1;
  }
}
