import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { Slowness } from './slowness';

/** A TCP link to the service that can be cut and mended: toggling a browser "offline" proves little. */
export class Link {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;
  /** Nothing is held back without. */
  #slowness: Slowness | null = null;

  private constructor(port: number) {
    this.#server = createServer((near) => {
      if (this.#cut) return near.destroy();
      const far = connect(port, '127.0.0.1');
      for (const [from, to, way] of [[near, far, 'up'], [far, near, 'down']] as const) {
        this.#sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => (this.#sockets.delete(from), to.destroy()));
        if (this.#slowness) from.pipe(this.#slowness[way]()).pipe(to);
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
    this.#slowness = new Slowness(roundTrip, bytesPerSecond);
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
