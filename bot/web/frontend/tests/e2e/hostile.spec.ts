import { expect, test } from './world';

test('a page that does everything wrong at once: resets, broken prototypes, its own errors, a transformed body', async ({ widget, page, world, context }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  const own: string[] = [];
  page.removeAllListeners('pageerror');
  page.on('pageerror', (error) => own.push(error.message));
  await widget.visit('?worst=1');
  await page.mouse.move(600, 100);
  await expect.poll(() => widget.launcher.boundingBox()).toEqual({ x: 1204, y: 724, width: 56, height: 56 });
  await expect(widget.launcher).toHaveCSS('opacity', '1');
  await widget.launcher.click();
  await expect(widget.field).toBeFocused();
  await expect.poll(async () => (await widget.frame.boundingBox())!.width).toBe(400);
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  await page.reload();
  await expect(widget.said('I understood.')).toBeVisible();
  await widget.say('still there?');
  await expect(widget.panel.locator('[data-author=bot]')).toHaveCount(2);
  expect(world.service.conversations.size).toBe(1);
  // The page's own errors are its own; nothing of ours is among them, and we set no cookie.
  expect(new Set(own)).toEqual(new Set(['the shop is broken']));
  expect(await context.cookies()).toEqual([]);
});

test('a browser that refuses the panel cookies, storage, locks and channels as a third party', async ({ widget, page }) => {
  await page.addInitScript(() => {
    if (window === top) return;
    const refuse = { get: () => { throw new DOMException('refused', 'SecurityError'); } };
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) Object.defineProperty(window, name, refuse);
    Object.defineProperty(document, 'cookie', { get: () => '', set: () => { throw new DOMException('refused', 'SecurityError'); } });
    navigator.locks.request = () => Promise.reject(new DOMException('refused', 'SecurityError'));
    window.BroadcastChannel = class { constructor() { throw new DOMException('refused', 'SecurityError'); } } as unknown as typeof BroadcastChannel;
  });
  await widget.open();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  await page.reload();
  await expect(widget.said('I understood.'), 'the shop keeps what resumes it').toBeVisible();
  await expect(widget.panel.locator('[data-author=shopper]')).toHaveCount(1);
});

// The link alone takes a third of these; the rest is for a machine that is slow and busy.
for (const { name, rtt, kbit, launcher, panel, sent } of [
  { name: '3G', rtt: 300, kbit: 1600, launcher: 8000, panel: 12_000, sent: 12_000 },
  { name: 'slow 3G', rtt: 400, kbit: 400, launcher: 10_000, panel: 16_000, sent: 16_000 },
]) {
  test(`over ${name} (${rtt} ms, ${kbit} kbit/s) the launcher, the panel and a sent message come in time`, async ({ widget, page, world }) => {
    world.link.shape(rtt, (kbit * 1000) / 8);
    const since = async (act: () => Promise<unknown>): Promise<number> => {
      const start = Date.now();
      await act();
      return Date.now() - start;
    };
    const figures = {
      launcher: await since(() => widget.visit()),
      panel: await since(async () => {
        await widget.launcher.click();
        await expect(widget.field).toBeFocused({ timeout: 20_000 });
      }),
      sent: await since(async () => {
        await widget.say('hello');
        await expect(widget.panel.locator('[data-author=shopper]:not([data-delivery=sending])')).toHaveCount(1, { timeout: 20_000 });
      }),
    };
    test.info().annotations.push({ type: name, description: JSON.stringify(figures) });
    if (process.env['FIGURES']) console.log(name, figures);
    expect(figures.launcher).toBeLessThan(launcher);
    expect(figures.panel).toBeLessThan(panel);
    expect(figures.sent).toBeLessThan(sent);
    await page.close();
  });
}
