import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** One way of a slow link: milliseconds, bytes a second, and when what was sent before is through. */
interface Slowness {
  readonly delay: number;
  readonly rate: number;
  free: number;
}

/** A TCP link to the service that can be cut and mended: toggling a browser "offline" proves little. */
export class Link {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;
  /** How slow it is each way; nothing is held back without. */
  #shape: { readonly up: Slowness; readonly down: Slowness } | null = null;

  private constructor(port: number) {
    this.#server = createServer((near) => {
      if (this.#cut) return near.destroy();
      const far = connect(port, '127.0.0.1');
      for (const [from, to, way] of [[near, far, 'up'], [far, near, 'down']] as const) {
        this.#sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => (this.#sockets.delete(from), to.destroy()));
        if (this.#shape) from.pipe(slowly(this.#shape[way])).pipe(to);
        else from.pipe(to);
      }
    });
  }

  static async to(port: number): Promise<Link> {
    const link = new Link(port);
    await new Promise<void>((ready) => link.#server.listen(0, '127.0.0.1', ready));
    return link;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A slow link from now on: a round trip takes so many milliseconds, and all connections share so many bytes a second. */
  shape(roundTrip: number, bytesPerSecond: number): void {
    const slow = (): Slowness => ({ delay: roundTrip / 2, rate: bytesPerSecond, free: 0 });
    this.#shape = { up: slow(), down: slow() };
  }

  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#cut = false;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((done) => this.#server.close(done));
  }
}

/** Passes bytes on as a slow link does: each after the delay, and no sooner than the bytes before it are through. */
function slowly(way: Slowness): Transform {
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
