import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3" fill="#f2d6c4"/><rect x="1.2" y="1" width="1.6" height="1.4" fill="#a63d1f"/><path d="M1.2 1.5h1.6M2 1v1.4" stroke="#fff" stroke-width=".15"/></svg>`;

/** Styles that would spoil any widget which lets the page's CSS in. */
const HOSTILE = `* { letter-spacing: 2px !important } html { font-size: 62.5% } button, b { background: hotpink !important; border-radius: 0 !important; font-family: serif !important } iframe { display: none } body { font: 1.6rem sans-serif }`;

/** What the query may write on the script tag. */
const TOLD = ['theme', 'accent', 'product-id', 'corner', 'z-index', 'logo', 'title', 'title-zh', 'greeting'];

/** What a page asks of the widget before its script is there, by an array and by a function. */
const QUEUES: Readonly<Record<string, string>> = {
  array: `window.heard = []; (window.Shoptalk = window.Shoptalk || []).push(['on', 'opened', () => heard.push('opened')], ['open'], ['say', 'hello']);`,
  function: `window.heard = []; window.Shoptalk = window.Shoptalk || function () { (Shoptalk.q = Shoptalk.q || []).push(arguments) }; Shoptalk('on', 'opened', () => heard.push('opened')); Shoptalk('open'); Shoptalk('say', 'hello'); Shoptalk('dance');`,
};

/** A page that does everything wrong that shops' pages do, before our script is there. */
const WORST = `<style>*, *::before, *::after { all: revert !important; display: block !important; position: static !important; transform: none; opacity: .3 !important; visibility: hidden !important; width: 10px !important; z-index: 1 !important; font: 40px cursive !important }
shoptalk-widget { display: none !important; pointer-events: none !important; inset: 0 !important } body { transform: scale(.5) !important; filter: blur(2px) !important; overflow: hidden !important }</style>
<script>
window.JSON = { parse() { throw new Error('JSON of the shop') }, stringify() { throw new Error('JSON of the shop') } };
window.Promise = function () { throw new Error('Promise of the shop') };
for (const name of ['forEach', 'map', 'filter', 'find', 'includes', 'some', 'every', 'reduce', 'push', 'join', 'indexOf', 'concat', 'slice', 'entries', 'keys', 'values'])
  Array.prototype[name] = function () { throw new Error('Array of the shop') };
Array.prototype.extra = Object.prototype.extra = function () {};
Array.from = Array.isArray = function () { throw new Error('Array of the shop') };
window.onerror = function () { return false };
setTimeout(function () { throw new Error('the shop is broken') }, 0);
throw new Error('the shop is broken');
</script>`;

/** A shop of another origin than the service, with hostile CSS or a strict Content-Security-Policy if the query says so. */
export class MockShop {
  readonly #server: Server;

  private constructor(private readonly service: () => string) {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://shop');
      if (url.pathname === '/images/gifts.svg') return void response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(PICTURE);
      if (url.pathname.startsWith('/images')) return void response.writeHead(404).end();
      const strict = url.searchParams.has('csp') ? { 'content-security-policy': `default-src 'none'; script-src ${this.service()}; frame-src ${this.service()}; require-trusted-types-for 'script'` } : {};
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...strict }).end(this.#page(url));
    });
  }

  static async start(service: () => string): Promise<MockShop> {
    const shop = new MockShop(service);
    await new Promise<void>((ready) => shop.#server.listen(0, '127.0.0.1', ready));
    return shop;
  }

  get origin(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #page({ searchParams, pathname }: URL): string {
    const language = searchParams.get('language') ?? 'en';
    const data = TOLD.filter((name) => searchParams.has(name)).map((name) => `data-${name}="${searchParams.get(name)}"`);
    const style = searchParams.has('hostile') ? `<style>${HOSTILE}</style>` : '';
    const queue = QUEUES[searchParams.get('queue') ?? ''];
    const direction = searchParams.get('dir') ?? 'ltr';
    return `<!doctype html><html lang="${language}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Shop</title>${searchParams.has('worst') ? WORST : ''}${style}${queue ? `<script>${queue}</script>` : ''}</head>
<body><main><h1>A shop</h1><p>${pathname}</p><button type="button">A button of the shop</button></main>
<script src="${this.service()}/widget.js" data-language="${language}" ${data.join(' ')} async></script></body></html>`;
  }
}
