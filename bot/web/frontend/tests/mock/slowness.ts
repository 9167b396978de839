import { Transform } from 'node:stream';

/** One way of a slow link: milliseconds, bytes a second, and when what was sent before is through. */
interface Way {
  readonly delay: number;
  readonly rate: number;
  free: number;
}

/** How slow a link is, each way: all connections share it. */
export class Slowness {
  readonly #up: Way;
  readonly #down: Way;

  /** A round trip takes so many milliseconds, and so many bytes pass in a second. */
  constructor(roundTrip: number, bytesPerSecond: number) {
    const way = (): Way => ({ delay: roundTrip / 2, rate: bytesPerSecond, free: 0 });
    [this.#up, this.#down] = [way(), way()];
  }

  up(): Transform {
    return slowly(this.#up);
  }

  down(): Transform {
    return slowly(this.#down);
  }
}

/** Passes bytes on as a slow link does: each after the delay, and no sooner than the bytes before it are through. */
function slowly(way: Way): Transform {
  const { delay, rate } = way;
  // The connection itself costs a round trip before its first byte.
  let first = delay * 2;
  let last = 0;
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      const now = Date.now();
      way.free = Math.max(now + first, way.free) + (piece.length / rate) * 1000;
      last = way.free + delay;
      first = 0;
      setTimeout(() => this.push(piece), last - now);
      done();
    },
    flush(done) {
      setTimeout(done, Math.max(0, last - Date.now()) + 1);
    },
  });
}
