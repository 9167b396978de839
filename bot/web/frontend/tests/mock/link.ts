import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP link to the service that can be cut and mended: toggling a browser "offline" proves little. */
export class Link {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;

  private constructor(port: number) {
    this.#server = createServer((near) => {
      if (this.#cut) return near.destroy();
      const far = connect(port, '127.0.0.1');
      for (const [from, to] of [[near, far], [far, near]] as const) {
        this.#sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => (this.#sockets.delete(from), to.destroy()));
        from.pipe(to);
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
