import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Slowness } from '../../bot/web/frontend/tests/mock/slowness';

/** What a browser's line into the network is: a SOCKS 5 proxy (RFC 1928) to loopback, which can be slow, cut and made whole again. */
export class Line {
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  #slowness: Slowness | null = null;
  readonly #server = createServer((browser) => this.#take(browser));

  static async open(): Promise<Line> {
    const line = new Line();
    await new Promise<void>((done) => line.#server.listen(0, '127.0.0.1', done));
    return line;
  }

  /** For a browser's context. */
  get proxy(): { server: string } {
    return { server: `socks5://127.0.0.1:${(this.#server.address() as AddressInfo).port}` };
  }

  /** Every connection is lost, and no new one is had. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Slow from now on: a round trip takes so many milliseconds, and all connections share so many kilobits a second. */
  shape(roundTrip: number, kilobits: number): void {
    this.#slowness = new Slowness(roundTrip, (kilobits * 1000) / 8);
  }

  heal(): void {
    this.#isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((done) => this.#server.close(done));
  }

  #take(browser: Socket): void {
    if (this.#isCut) {
      browser.destroy();
      return;
    }
    this.#keep(browser);
    browser.once('data', () => {
      browser.write(Buffer.from([5, 0]));
      browser.once('data', (request) => this.#pass(browser, request));
    });
  }

  /** The request: version, command, reserved, kind of address (1: IPv4, 3: a name with its length), address, port. */
  #pass(browser: Socket, request: Buffer): void {
    const target = connect(request.readUInt16BE(request.length - 2), '127.0.0.1', () => {
      browser.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
      const slow = this.#slowness;
      if (slow) browser.pipe(slow.up()).pipe(target).pipe(slow.down()).pipe(browser);
      else browser.pipe(target).pipe(browser);
    });
    this.#keep(target);
    browser.once('close', () => target.destroy());
    target.once('close', () => browser.destroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }
}
