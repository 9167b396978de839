import type { BrowserContext, FrameLocator } from '@playwright/test';
import { expect, test, type Widget, type World } from './world';

test('a reload in the midst of a streaming answer loses and repeats nothing', async ({ widget, world, page }) => {
  await widget.open();
  world.service.pace.allow(5);
  await widget.say('How do returns work?');
  await expect(widget.panel.locator('[data-draft]')).toContainText('unworn');
  await page.reload();
  await expect(widget.panel.locator('[data-draft]')).toContainText('unworn');
  world.service.pace.allow();
  await expect(widget.panel.getByRole('button', { name: /^Source 2/ }).first()).toBeVisible();
  await expect(widget.panel.locator('[data-author=shopper]')).toHaveCount(1);
  await expect(widget.panel.locator('[data-author=bot]')).toHaveCount(1);
});

test('a cut link is told and announced; what was said meanwhile comes once', async ({ widget, world }) => {
  await widget.open();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  world.link.cut();
  const notice = widget.panel.locator('[data-connection=lost]');
  await expect(notice).toHaveText('The connection is lost. Reconnecting…');
  await expect(widget.panel.locator('main > [role=status]')).toContainText('The connection is lost.');
  world.service.latest.add('bot', [{ kind: 'text', text: 'Said in the dark.' }]);
  world.link.mend();
  await expect(widget.panel.locator('[data-author=bot]').getByText('Said in the dark.')).toHaveCount(1);
  await expect(notice).toBeHidden();
  await expect(widget.panel.locator('main > [role=status]')).toContainText('Connected again.');
  await expect(widget.panel.locator('[data-author=bot]')).toHaveCount(2);
});

test('a link that is cut in the midst of an answer shows it whole once', async ({ widget, world }) => {
  await widget.open();
  world.service.pace.allow(5);
  await widget.say('How do returns work?');
  await expect(widget.panel.locator('[data-draft]')).toContainText('unworn');
  world.link.cut();
  world.link.mend();
  world.service.pace.allow();
  await expect(widget.panel.getByRole('button', { name: /^Source 2/ }).first()).toBeVisible();
  await expect(widget.panel.getByText(/You can return unworn items.*You can return/)).toHaveCount(0);
  await expect(widget.panel.locator('[data-author=bot]')).toHaveCount(1);
});

test('messages that are written while the line is cut wait, in order, over a reload, and are sent once when it is back', async ({ widget, world, page }) => {
  await widget.open();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  world.link.cut();
  await widget.say('are you there?');
  await widget.say('one more thing');
  const waiting = widget.panel.locator('[data-delivery=waiting]');
  await expect(waiting.first()).toContainText('Waiting for the connection; it will be sent by itself.');
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('shoptalk.held.out.')).length)).toBe(2);
  // The line is back only after the page was loaded anew, so that nothing but what was kept can be sent.
  await page.goto('about:blank');
  world.link.mend();
  await page.goto(world.shop.origin);
  await expect(widget.panel.locator('[data-author=shopper]:not([data-delivery])')).toHaveText([/hello/, /are you there\?/, /one more thing/]);
  await expect(widget.panel.locator('[data-delivery]')).toHaveCount(0);
  expect(world.service.latest.keys.size).toBe(3);
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('.out.')))).toEqual([]);
});

test('a first message that is written while the line is cut begins one conversation, whatever number of tabs waits with it', async ({ widget, world, page, context }) => {
  await widget.open();
  const other = await context.newPage();
  await other.goto(world.shop.origin);
  await other.getByRole('button', { name: 'Open chat' }).click();
  const second = other.frameLocator('shoptalk-widget iframe');
  await expect(second.getByRole('textbox')).toBeFocused();
  world.link.cut();
  await widget.say('hello from the first');
  await second.getByRole('textbox').fill('hello from the second');
  await second.getByRole('textbox').press('Enter');
  await expect(widget.panel.locator('[data-delivery=waiting]')).toHaveCount(1);
  await expect(second.locator('[data-delivery=waiting]')).toHaveCount(1);
  world.link.mend();
  for (const panel of [widget.panel, second]) {
    await expect(panel.locator('[data-author=shopper]:not([data-delivery])')).toHaveCount(2);
    await expect(panel.locator('[data-delivery]')).toHaveCount(0);
  }
  expect(world.service.conversations.size).toBe(1);
  expect(world.service.latest.keys.size).toBe(2);
  await page.bringToFront();
});

test('a card number that is refused is not kept for the next page', async ({ widget, world, page }) => {
  await widget.open();
  world.service.refusals.push({ status: 422, detail: 'Card numbers are not accepted here.' });
  await widget.say('my card is 4242');
  await expect(widget.panel.getByText('Card numbers are not accepted here.')).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('4242');
});

test('a message that waited for more than a day is sent on the wish of the shopper alone', async ({ widget, world, page }) => {
  await widget.visit();
  await page.evaluate(() => {
    const kept = { outbound: { text: 'of the day before' }, shown: 'of the day before', at: Date.now() - 25 * 3600 * 1000 };
    localStorage.setItem('shoptalk.held.out.0123456789abcdef', JSON.stringify(kept));
  });
  await page.reload();
  await widget.launcher.click();
  await expect(widget.panel.locator('[data-delivery=failed]')).toContainText('of the day before');
  expect(world.service.conversations.size).toBe(0);
  await widget.panel.getByRole('button', { name: 'Try again' }).click();
  await expect(widget.said('I understood.')).toBeVisible();
  expect([...world.service.latest.keys.keys()]).toEqual(['0123456789abcdef']);
});

test('a message that did not get through is sent again by itself under the same key', async ({ widget, world }) => {
  await widget.open();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  world.link.cut();
  await widget.say('are you there?');
  await expect(widget.panel.locator('[data-delivery=waiting]')).toContainText('are you there?');
  world.link.mend();
  await expect(widget.panel.locator('[data-delivery]')).toHaveCount(0);
  await expect(widget.said('are you there?', { exact: true })).toHaveCount(1);
  expect(world.service.latest.keys.size).toBe(2);
});

test('a busy service is waited for, in its own words', async ({ widget, world }) => {
  await widget.open();
  world.service.refusals.push({ status: 429, detail: 'Too many messages; please wait 6 seconds.', retryAfter: 6 });
  await widget.say('hello');
  await expect(widget.panel.locator('[data-delivery=waiting]')).toContainText('please wait 6 seconds');
  await expect(widget.said('I understood.')).toBeVisible({ timeout: 30_000 });
  expect(world.service.latest.messages).toHaveLength(2);
});

test('a refused message says why and comes back to be changed', async ({ widget, world }) => {
  await widget.open();
  world.service.refusals.push({ status: 422, detail: 'Card numbers are not accepted here.' });
  await widget.say('my card is 4242');
  await expect(widget.panel.getByText('Card numbers are not accepted here.')).toBeVisible();
  await widget.field.fill('and another thing');
  await widget.panel.getByRole('button', { name: 'Edit' }).click();
  await expect(widget.field, 'nothing that was being written is lost for it').toHaveValue('my card is 4242\nand another thing');
  await expect(widget.panel.locator('[data-delivery]')).toHaveCount(0);
});

test('an expired token begins a new conversation and says so', async ({ widget, world }) => {
  await widget.open();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  world.service.conversations.clear();
  await widget.say('still there?');
  await expect(widget.panel.getByText('Your earlier conversation has ended.')).toBeVisible();
  await expect(widget.said('I understood.')).toHaveCount(1);
  expect(world.service.conversations.size).toBe(1);
});

/** A conversation is begun, and stands in another tab of the browser too; gives the panel there. */
async function inTwoTabs(widget: Widget, world: World, context: BrowserContext): Promise<FrameLocator> {
  await widget.open();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  const other = await context.newPage();
  await other.goto(world.shop.origin);
  await other.getByRole('button', { name: /^Open chat/ }).click();
  const second = other.frameLocator('shoptalk-widget iframe');
  await expect(second.locator('[data-author]').getByText('I understood.')).toBeVisible();
  return second;
}

test('one tab holds the stream, both show everything, and the other takes over', async ({ widget, world, page, context }) => {
  const second = await inTwoTabs(widget, world, context);
  world.service.pace.allow(5);
  await second.getByRole('textbox').fill('How do returns work?');
  await second.getByRole('textbox').press('Enter');
  await expect(second.locator('[data-draft]')).toContainText('unworn');
  world.service.pace.allow();
  await expect(widget.panel.getByRole('button', { name: /^Source 2/ }).first()).toBeVisible();
  await expect(second.getByRole('button', { name: /^Source 2/ }).first()).toBeVisible();
  await expect.poll(() => world.service.latest.listeners.size).toBe(1);
  await page.goto('about:blank');
  await expect.poll(() => world.service.latest.streams).toBe(2);
  world.service.latest.add('bot', [{ kind: 'text', text: 'Only for the second.' }]);
  await expect(second.locator('[data-author=bot]').getByText('Only for the second.')).toHaveCount(1);
  await expect(second.locator('[data-author=bot]')).toHaveCount(3);
});

test('what waits in one tab as another starts again is not sent into the new conversation by itself, nor lost', async ({ widget, world, context }) => {
  const second = await inTwoTabs(widget, world, context);
  const first = world.service.latest;
  world.link.cut();
  await second.getByRole('textbox').fill('meant for the first talk');
  await second.getByRole('textbox').press('Enter');
  await expect(second.locator('[data-delivery=waiting]')).toHaveCount(1);
  await widget.panel.getByRole('button', { name: 'Menu' }).click();
  await widget.panel.getByRole('button', { name: 'Start a new conversation' }).click();
  await widget.panel.getByRole('button', { name: 'Start anew' }).click();
  const unsent = second.locator('[data-delivery=failed]');
  await expect(unsent).toContainText('meant for the first talk');
  await expect(unsent).toContainText('Not sent.');
  world.link.mend();
  await widget.say('a new talk');
  await expect(second.locator('[data-author]').getByText('a new talk')).toBeVisible();
  await second.locator('body').evaluate(() => location.reload());
  await expect(unsent).toContainText('meant for the first talk');
  expect([first.keys.size, world.service.latest.keys.size]).toEqual([1, 1]);
  await unsent.getByRole('button', { name: 'Edit' }).click();
  await expect(second.getByRole('textbox')).toHaveValue('meant for the first talk');
  await expect(second.locator('[data-delivery]')).toHaveCount(0);
  await second.getByRole('textbox').press('Enter');
  await expect(widget.said('meant for the first talk')).toHaveCount(1);
  expect([first.keys.size, world.service.latest.keys.size]).toEqual([1, 2]);
});

test('a source opens, and the wish to start again is asked about, where the line is cut by then', async ({ widget, world, page }) => {
  const ahead = ['SourceDialog', 'StartAgainDialog'].map((part) => page.waitForResponse(new RegExp(`/assets/${part}-.*\\.js`)));
  await widget.open();
  await widget.say('How do returns work?');
  for (const one of ahead) await (await one).finished();
  const source = widget.panel.getByRole('button', { name: 'Source 1: Returns and exchanges' }).first();
  await expect(source).toBeVisible();
  world.link.cut();
  await source.click();
  const dialog = widget.panel.getByRole('dialog');
  await expect(dialog).toContainText('sent back within 30 days');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await widget.panel.getByRole('button', { name: 'Menu' }).click();
  await widget.panel.getByRole('button', { name: 'Start a new conversation' }).click();
  await expect(dialog.getByRole('button', { name: 'Start anew' })).toBeVisible();
});

test('a transcript that cannot be had over a cut line says so in the language of the shopper', async ({ widget, world }) => {
  await widget.open('?language=zh');
  await widget.say('您好');
  await widget.panel.getByRole('button', { name: '菜单' }).click();
  await widget.panel.getByRole('button', { name: '保存或发送对话记录' }).click();
  const dialog = widget.panel.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: '下载为文本' })).toBeVisible();
  world.link.cut();
  await dialog.getByRole('button', { name: '下载为文本' }).click();
  await expect(dialog.getByRole('status')).toHaveText('操作未成功：连接已断开，正在重新连接…');
});

test('code that could not be fetched is fetched again', async ({ widget, page }) => {
  let refused = 0;
  for (const part of ['SourceDialog', 'markdown']) await page.route(new RegExp(`/assets/${part}-`), (route) => (refused++, route.abort()), { times: 1 });
  await widget.open();
  await widget.say('How do returns work?');
  await widget.panel.getByRole('button', { name: 'Source 1: Returns and exchanges' }).first().click();
  await expect(widget.panel.getByRole('dialog')).toContainText('sent back within 30 days');
  await expect(widget.said('You can return').locator('strong')).toBeVisible();
  expect(refused).toBe(2);
});

test('a tab whose leader sleeps reads on by itself, and leads with that stream once the other is gone', async ({ widget, world, context }) => {
  // A page that the browser has put to sleep: it holds the lead, says nothing and hears nothing.
  const sleeper = await context.newPage();
  await sleeper.addInitScript(() => {
    BroadcastChannel.prototype.postMessage = () => {};
    Object.defineProperty(BroadcastChannel.prototype, 'onmessage', { set: () => {} });
  });
  await sleeper.goto(world.shop.origin);
  await sleeper.getByRole('button', { name: 'Open chat' }).click();
  const asleep = sleeper.frameLocator('shoptalk-widget iframe');
  await asleep.getByRole('textbox').fill('hello');
  await asleep.getByRole('textbox').press('Enter');
  await expect(asleep.locator('[data-author]').getByText('I understood.')).toBeVisible();

  await widget.page.bringToFront();
  await widget.open();
  await expect(widget.said('I understood.')).toBeVisible();
  await widget.say('How do returns work?');
  await expect(widget.panel.getByRole('button', { name: /^Source 2/ }).first()).toBeVisible();
  await expect(widget.panel.locator('[data-author=bot]')).toHaveCount(2);
  expect(world.service.latest.streams).toBe(2);
  await sleeper.close();
  await expect.poll(() => world.service.latest.listeners.size).toBe(1);
  world.service.latest.add('bot', [{ kind: 'text', text: 'Only for who is awake.' }]);
  await expect(widget.said('Only for who is awake.')).toHaveCount(1);
  expect(world.service.latest.streams).toBe(2);
});

test('a tab that the browser freezes gives the lead away, and follows when it wakes with all that was said', async ({ widget, world, page, context }) => {
  const second = await inTwoTabs(widget, world, context);
  expect(world.service.latest.streams).toBe(1);
  // The browser of the tests freezes no page of theirs, so its word comes from here.
  const tell = (word: string): Promise<boolean> => page.frames().at(-1)!.evaluate((name) => document.dispatchEvent(new Event(name)), word);
  await tell('freeze');
  await expect.poll(() => world.service.latest.streams).toBe(2);
  world.service.latest.add('agent', [{ kind: 'text', text: 'While it slept.' }]);
  await expect(second.locator('[data-author]').getByText('While it slept.')).toHaveCount(1);
  await tell('resume');
  world.service.latest.add('agent', [{ kind: 'text', text: 'After it woke.' }]);
  for (const words of ['While it slept.', 'After it woke.']) await expect(widget.said(words)).toHaveCount(1);
  await expect.poll(() => [world.service.latest.streams, world.service.latest.listeners.size]).toEqual([2, 1]);
});
