import { expect, test } from './world';

test('nothing but the loader is fetched before the panel is opened', async ({ widget, page, world }) => {
  const fetched: string[] = [];
  page.on('request', (request) => request.url().startsWith(world.link.origin) && fetched.push(new URL(request.url()).pathname));
  await widget.visit();
  await page.waitForLoadState('networkidle');
  expect(fetched).toEqual(['/widget.js']);
});

test('the keyboard alone opens, uses and closes it; the focus stays inside and comes back', async ({ widget, page }) => {
  await widget.visit();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(widget.launcher).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(widget.field).toBeFocused();
  await expect(widget.panel.getByRole('button', { name: 'How long does delivery take?' })).toBeVisible();
  const stops: string[] = [];
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press('Tab');
    stops.push(await widget.panel.locator(':focus').evaluate((element) => element.ariaLabel ?? element.textContent ?? ''));
  }
  expect(new Set(stops)).toEqual(new Set(['Send', 'Add a picture', 'Menu', 'Close chat', 'Conversation', 'Where is my order?', 'How do returns work?', 'Help me find a gift', 'How long does delivery take?', 'Message']));
  await page.keyboard.press('Shift+Tab');
  await widget.panel.getByRole('button', { name: 'Menu' }).focus();
  await page.keyboard.press('Enter');
  await expect(widget.panel.locator('header li button').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(widget.panel.locator('header li button').first()).toBeHidden();
  await expect(widget.frame).toBeVisible();
  await expect(widget.panel.getByRole('button', { name: 'Menu' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(widget.frame).toBeHidden();
  await expect(widget.launcher).toBeFocused();
});

test('the badge counts what came while the panel was closed, over a page change too', async ({ widget, world, page }) => {
  await widget.open();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  await widget.panel.getByRole('button', { name: 'Close chat' }).click();
  world.service.latest.add('agent', [{ kind: 'text', text: 'One.' }]);
  await expect(widget.launcher).toHaveAccessibleName('Open chat, 1 unread');
  await page.goto(`${world.shop.origin}/products/KB-101`);
  world.service.latest.add('agent', [{ kind: 'text', text: 'Two.' }]);
  await expect(widget.launcher).toHaveAccessibleName('Open chat, 2 unread');
  await widget.launcher.click();
  await expect(widget.launcher).toHaveAccessibleName('Close chat');
  await page.reload();
  await expect(widget.said('Two.')).toBeVisible();
});

test('the service learns page, product and customer when the conversation begins', async ({ widget, world, page }) => {
  await widget.visit('?product-id=KB-101#top', '/products/KB-101');
  await page.evaluate(() => window.Shoptalk!.identify(() => Promise.resolve('signed-by-the-shop')));
  await page.evaluate(() => window.Shoptalk!.open());
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  expect(world.service.latest.created).toEqual({
    language: 'en',
    identity: 'signed-by-the-shop',
    page: { url: `${world.shop.origin}/products/KB-101?product-id=KB-101`, product_id: 'KB-101' },
  });
});

test('who signs in later is named, and who signs out leaves nothing behind', async ({ widget, world, page }) => {
  await widget.open();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  await page.evaluate(() => window.Shoptalk!.identify('token-of-mei'));
  await expect.poll(() => world.service.latest.identity).toBe('token-of-mei');
  await page.evaluate(() => window.Shoptalk!.identify(null));
  await expect(widget.panel.getByText('Hello! What can I do for you?')).toBeVisible();
  await expect.poll(() => page.evaluate(() => [localStorage.getItem('shoptalk'), localStorage.getItem('shoptalk.known')])).toEqual([null, null]);
});

test('a refused identity does not keep a shopper from asking', async ({ widget, world, page }) => {
  world.service.badIdentities.add('forged');
  await widget.visit();
  const told = page.evaluate(() => new Promise((resolve) => window.Shoptalk!.on('identity', resolve)));
  await page.evaluate(() => (window.Shoptalk!.identify('forged'), window.Shoptalk!.open()));
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  expect(await told).toEqual({ accepted: false, detail: 'The identity is not signed by this shop.' });
});

test('a shop whose storage is refused still has a conversation, for as long as the page lasts', async ({ widget, page }) => {
  await page.addInitScript(() => {
    if (window !== top) return;
    const refuse = { get: () => { throw new DOMException('refused', 'SecurityError'); } };
    Object.defineProperty(window, 'localStorage', refuse);
    Object.defineProperty(window, 'sessionStorage', refuse);
  });
  await widget.open();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  await widget.panel.getByRole('button', { name: 'Close chat' }).click();
  await widget.launcher.click();
  await expect(widget.said('I understood.')).toBeVisible();
  await page.reload();
  await widget.launcher.click();
  await expect(widget.panel.getByText('Hello! What can I do for you?')).toBeVisible();
});

test('a strict Content-Security-Policy of the shop and hostile CSS leave it as it is', async ({ widget }) => {
  for (const query of ['?csp=1', '?hostile=1']) {
    await widget.open(query);
    await expect(widget.launcher).toHaveCSS('width', '56px');
    await expect(widget.launcher).toHaveCSS('border-radius', '50%');
    await expect(widget.launcher).toHaveCSS('background-color', 'rgb(29, 92, 75)');
    await expect.poll(async () => (await widget.frame.boundingBox())!.width).toBe(400);
    await expect(widget.panel.getByRole('heading', { level: 1 })).toHaveCSS('font-size', '16px');
    await widget.panel.getByRole('button', { name: 'Close chat' }).click();
    await expect(widget.frame).toBeHidden();
  }
});

test('a page that is no shop of the service can neither embed the panel nor be talked to', async ({ page, world }) => {
  await page.goto(world.shop.origin.replace('localhost', '127.0.0.1'));
  await page.getByRole('button', { name: 'Open chat' }).click();
  const frame = page.locator('shoptalk-widget iframe');
  await expect(frame).toBeVisible();
  await expect(page.frameLocator('shoptalk-widget iframe').getByRole('textbox')).toHaveCount(0);
});

test('the panel heeds the accent of the shop, in readable ink', async ({ widget }) => {
  await widget.open('?accent=%23ffd166');
  const header = widget.panel.locator('header').first();
  await expect(header).toHaveCSS('background-color', 'rgb(255, 209, 102)');
  await expect(header).toHaveCSS('color', 'rgb(0, 0, 0)');
  expect(await widget.objections()).toEqual([]);
});

test('the panel works as a page of its own', async ({ page, world }) => {
  await page.goto(`${world.link.origin}/panel?language=zh`);
  await page.getByRole('textbox').fill('怎么退货');
  await page.getByRole('textbox').press('Enter');
  await expect(page.getByRole('button', { name: /^来源 1/ }).first()).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: /^来源 1/ }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: '关闭聊天' })).toHaveCount(0);
});

test('axe is not blind: it sees into the frame in the shadow root', async ({ widget }) => {
  await widget.open();
  await widget.field.evaluate((field) => {
    field.removeAttribute('aria-label');
    field.removeAttribute('placeholder');
  });
  expect((await widget.objections()).join()).toContain('label');
});

test('a product of the shop opens in place of the page, and the panel goes on there', async ({ widget, page, world }) => {
  await widget.open();
  await widget.say('A gift please');
  await widget.panel.getByRole('link', { name: 'View: Tea for two gift box' }).click();
  await expect(page).toHaveURL(`${world.shop.origin}/products/GF-1`);
  await expect(widget.panel.getByRole('link', { name: 'View: Tea for two gift box' })).toBeVisible();
});
