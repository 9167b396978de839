import type { Page } from '@playwright/test';
import { expect, test } from './world';

/** What the page's console was told as errors of ours. */
function complaints(page: Page): string[] {
  const told: string[] = [];
  page.on('console', (line) => line.type() === 'error' && line.text().startsWith('Shoptalk:') && told.push(line.text()));
  return told;
}

for (const queue of ['array', 'function']) {
  test(`commands that were queued in an ${queue} before the script was there are carried out in order`, async ({ widget, page }) => {
    const told = complaints(page);
    await widget.visit(`?queue=${queue}`);
    await expect(widget.said('I understood.')).toBeVisible();
    await expect(widget.panel.locator('[data-author=shopper]')).toHaveText([/hello/]);
    expect(await page.evaluate('heard')).toEqual(['opened']);
    expect(told).toEqual(queue === 'array' ? [] : ['Shoptalk: "dance" is no command; accepted: open, close, toggle, identify, signOut, page, on, off, say, prefill, set']);
  });
}

test('open, close, toggle and the state, by method, by name and through the queue', async ({ widget, page }) => {
  await widget.visit();
  const states = await page.evaluate(() => {
    const shoptalk = window.Shoptalk!;
    const heard: unknown[] = [shoptalk.version];
    const note = (): unknown => heard.push(shoptalk.isOpen);
    const stop = shoptalk.on('opened', note);
    shoptalk.on('closed', note);
    shoptalk.open();
    shoptalk.close();
    shoptalk.toggle();
    shoptalk('toggle');
    stop();
    shoptalk.push(['open'], ['close']);
    shoptalk.off('closed', note);
    shoptalk.toggle();
    return heard;
  });
  expect(states).toEqual(['1.0', true, false, true, false, false]);
  await expect(widget.field).toBeFocused();
});

test('the shop hears messages, unread ones, the conversation and the handoff', async ({ widget, world, page }) => {
  await widget.visit();
  await page.evaluate(() => {
    const heard: unknown[] = ((window as unknown as { heard: unknown[] }).heard = []);
    for (const event of ['conversation', 'message', 'unread', 'handoff', 'restart'] as const) window.Shoptalk!.on(event, (detail) => heard.push([event, detail]));
    window.Shoptalk!.say('To a person');
  });
  await expect(widget.panel.locator('[data-status=queued]')).toBeVisible();
  await widget.panel.getByRole('button', { name: 'Close chat' }).click();
  world.service.latest.add('agent', [{ kind: 'text', text: 'Here I am.' }]);
  await expect(widget.launcher).toHaveAccessibleName('Open chat, 1 unread');
  await expect.poll(() => page.evaluate(() => window.Shoptalk!.unread)).toBe(1);
  await expect.poll(() => page.evaluate('heard.length')).toBe(5);
  expect(await page.evaluate('heard')).toEqual(
    expect.arrayContaining([
      ['conversation', { conversation_id: world.service.latest.id, resumed: false }],
      ['handoff', { status: 'queued' }],
      ['message', { author: 'bot' }],
      ['message', { author: 'agent' }],
      ['unread', { count: 1 }],
    ]),
  );
});

test('what the shop writes into the field waits there for the shopper', async ({ widget, page, world }) => {
  await widget.visit();
  await page.evaluate(() => window.Shoptalk!.prefill('Is it in stock?'));
  await expect(widget.field).toHaveValue('Is it in stock?');
  await expect(widget.field).toBeFocused();
  expect(world.service.conversations.size).toBe(0);
  await widget.field.press('Enter');
  await expect(widget.said('I understood.')).toBeVisible();
});

test('a shop of one page says where the shopper has gone, and its old product is not taken along', async ({ widget, page, world }) => {
  await widget.visit('?product-id=KB-101');
  await page.evaluate(() => {
    history.pushState(null, '', '/collections/lamps');
    window.Shoptalk!.page();
    window.Shoptalk!.say('hello');
  });
  await expect(widget.said('I understood.')).toBeVisible();
  expect(world.service.latest.created['page']).toEqual({ url: `${world.shop.origin}/collections/lamps` });
});

test('who signs out by the interface leaves nothing behind, even where the panel was never opened on this page', async ({ widget, page }) => {
  await widget.open();
  await page.evaluate(() => window.Shoptalk!.identify('token-of-mei'));
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  await widget.panel.getByRole('button', { name: 'Close chat' }).click();
  await expect(widget.frame, 'the shop page has heard it before it is left').toBeHidden();
  await page.reload();
  await page.evaluate(() => window.Shoptalk!.signOut());
  await expect.poll(() => page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await widget.launcher.click();
  await expect(widget.panel.getByText('Hello! What can I do for you?')).toBeVisible();
});

test('a shop that never says who is signed in does not keep the shopper from asking', async ({ widget, world, page }) => {
  await widget.open();
  await page.evaluate(() => void window.Shoptalk!.identify(() => new Promise(() => {})));
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible({ timeout: 20_000 });
  expect(world.service.latest.created).toMatchObject({ page: { url: `${world.shop.origin}/` } });
  expect(world.service.latest.identity).toBeNull();
});

test('a wrong call is told in words that name what is accepted, and nothing is thrown into the page', async ({ widget, page }) => {
  const told = complaints(page);
  await widget.visit('?accent=green&corner=top&z-index=high');
  await page.evaluate(() => {
    const shoptalk = window.Shoptalk as unknown as Record<string, (...given: unknown[]) => unknown> & ((...given: unknown[]) => unknown);
    shoptalk('dance');
    shoptalk['on']!('open', () => {});
    shoptalk['on']!('opened', 'not a function');
    void shoptalk['identify']!(7);
    shoptalk['page']!('/here');
    shoptalk['say']!('');
    shoptalk['prefill']!('x'.repeat(2001));
    shoptalk['set']!({ theme: 'night' });
    shoptalk['set']!('dark');
    shoptalk['push']!('open');
    shoptalk['on']!('opened', () => { throw new Error('of the shop'); });
    void shoptalk['identify']!(() => Promise.reject(new Error('no network')));
    shoptalk['open']!();
  });
  await expect(widget.field).toBeFocused();
  await expect.poll(() => told.length).toBe(16);
  const events = 'opened, closed, message, unread, conversation, handoff, identity, restart, addToCart';
  expect(told.slice(0, 13)).toEqual([
    'Shoptalk: data-accent is "green", which is not accepted; accepted: #rgb or #rrggbb',
    'Shoptalk: data-corner is "top", which is not accepted; accepted: left, right, start, end',
    'Shoptalk: data-z-index is "high", which is not accepted; accepted: a whole number from 1 to 2147483647',
    'Shoptalk: "dance" is no command; accepted: open, close, toggle, identify, signOut, page, on, off, say, prefill, set',
    `Shoptalk: on was given "open"; accepted: ${events}`,
    'Shoptalk: on("opened") was given "not a function"; accepted: a function',
    'Shoptalk: identify was given number; accepted: a token signed by your server, a function that fetches one, or null for nobody',
    'Shoptalk: page was given "/here"; accepted: nothing, or {url, product_id, cart}, two texts and a whole number, all optional',
    'Shoptalk: say was given ""; accepted: a text of 1 to 2000 characters',
    `Shoptalk: prefill was given "${'x'.repeat(40)}"; accepted: a text of 1 to 2000 characters`,
    'Shoptalk: theme is "night", which is not accepted; accepted: light, dark, auto',
    'Shoptalk: set was given "dark"; accepted: an object such as {accent: "#1d5c4b", corner: "left"}',
    'Shoptalk: "open" is no command; a command is its name and what it takes: ["on", "message", listener]',
  ]);
  expect(told[13]).toContain('Shoptalk: a listener for "opened" threw');
  // Asked when it was given, and once more for what to suggest.
  for (const again of [told[14], told[15]]) expect(again).toContain('Shoptalk: the function given to identify failed, so the shopper goes on as a guest');
});
