import { png } from './chosen';
import { expect, test } from './world';

test('a signed-in customer goes on at another device, and both see what is said at either', async ({ widget, world, page, browser }) => {
  await widget.open();
  await page.evaluate(() => window.Shoptalk!.identify('mei-1'));
  await widget.say('hello from the computer');
  await expect(widget.said('I understood.')).toBeVisible();

  const phone = await (await browser.newContext()).newPage();
  await phone.goto(world.shop.origin);
  const told = phone.evaluate(() => new Promise((resolve) => window.Shoptalk!.on('conversation', resolve)));
  await phone.evaluate(() => (void window.Shoptalk!.identify(() => `mei-${Date.now()}`), window.Shoptalk!.open()));
  const there = phone.frameLocator('shoptalk-widget iframe');
  await expect(there.locator('[data-author=shopper]')).toHaveText([/hello from the computer/]);
  expect(await told).toEqual({ conversation_id: world.service.latest.id, resumed: true });
  await there.getByRole('textbox').fill('and from the phone');
  await there.getByRole('textbox').press('Enter');
  for (const panel of [widget.panel, there]) await expect(panel.locator('[data-author=shopper]:not([data-delivery])')).toHaveText([/hello from the computer/, /and from the phone/]);
  expect(world.service.conversations.size).toBe(1);

  // Who begins anew there does not find the old one again on the next page.
  await there.getByRole('button', { name: 'Menu' }).click();
  await there.getByRole('button', { name: 'Start a new conversation' }).click();
  await there.getByRole('button', { name: 'Start anew' }).click();
  await expect(there.getByText('Hello! What can I do for you?')).toBeVisible();
  await phone.reload();
  await phone.evaluate(() => (void window.Shoptalk!.identify(() => `mei-${Date.now()}`), window.Shoptalk!.open()));
  await there.getByRole('textbox').fill('something new');
  await there.getByRole('textbox').press('Enter');
  await expect(there.locator('[data-author=shopper]:not([data-delivery])')).toHaveText([/something new/]);
  expect(world.service.conversations.size).toBe(2);
  await phone.context().close();
});

test('what was under way for a customer who signs out brings nothing of theirs back, nor after a reload', async ({ widget, world, page, browser }) => {
  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(world.shop.origin);
  await elsewhere.evaluate(() => (void window.Shoptalk!.identify('mei-1'), window.Shoptalk!.open()));
  const there = elsewhere.frameLocator('shoptalk-widget iframe');
  await there.getByRole('textbox').fill('what only Mei may read');
  await there.getByRole('textbox').press('Enter');
  await expect(there.locator('[data-author]').getByText('I understood.')).toBeVisible();
  await elsewhere.context().close();

  // The shop takes its time to sign.
  await widget.open();
  await page.evaluate(() => {
    const probe = window as unknown as { sign(): void };
    void window.Shoptalk!.identify(() => new Promise((resolve) => (probe.sign = () => resolve('mei-2'))));
    window.Shoptalk!.signOut();
    probe.sign();
  });
  // Whoever comes next asks, and the service takes its time to begin.
  const { looks } = world.service;
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/v1/conversations', async (route) => {
    await released;
    await route.continue();
  });
  await page.evaluate(() => void window.Shoptalk!.identify('lena-1'));
  await expect.poll(() => world.service.looks).toBe(looks + 1);
  const begins = page.waitForRequest('**/api/v1/conversations');
  await widget.say('what only Lena may read');
  await begins;
  await page.evaluate(() => window.Shoptalk!.signOut());
  const begun = page.waitForResponse('**/api/v1/conversations');
  release();
  await begun;
  for (const reload of [false, true]) {
    if (reload) await page.reload();
    await expect(widget.panel.getByText('Hello! What can I do for you?')).toBeVisible();
    await expect(widget.panel.locator('[data-author]')).toHaveCount(0);
    await expect.poll(() => page.evaluate(() => Object.keys(localStorage).filter((key) => !key.endsWith('.visit')))).toEqual([]);
  }
  expect(world.service.looks).toBe(looks + 1);
  expect(world.service.latest.messages).toEqual([]);
});

test('a sign-out in one tab ends what is under way for the customer in another', async ({ widget, world, page, context }) => {
  await widget.open();
  await page.evaluate(() => void window.Shoptalk!.identify('nora-1'));
  await expect.poll(() => world.service.looks).toBe(1);
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/v1/conversations', async (route) => {
    await released;
    await route.continue();
  });
  const begins = page.waitForRequest('**/api/v1/conversations');
  await widget.say('what only Nora may read');
  await begins;
  const other = await context.newPage();
  await other.goto(world.shop.origin);
  await expect(other.getByRole('button', { name: 'Open chat' })).toBeVisible();
  await other.evaluate(() => window.Shoptalk!.signOut());
  await expect(widget.panel.locator('[data-delivery]')).toHaveCount(0);
  const begun = page.waitForResponse('**/api/v1/conversations');
  release();
  await begun;
  await page.reload();
  await expect(widget.panel.getByText('Hello! What can I do for you?')).toBeVisible();
  await expect(widget.panel.locator('[data-author]')).toHaveCount(0);
  expect(await page.evaluate(() => localStorage.getItem('shoptalk'))).toBeNull();
  expect(world.service.latest.messages).toEqual([]);
});

test('a sign-out in one tab leaves nothing of what was being written in another, where the next person is not taken for who has gone', async ({ widget, world, page, context }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { get: () => { throw new DOMException('no', 'SecurityError'); } }));
  await widget.open();
  await page.evaluate(() => void window.Shoptalk!.identify('nora-1'));
  await expect.poll(() => world.service.looks).toBe(1);
  const other = await context.newPage();
  await other.goto(world.shop.origin);
  await expect(other.getByRole('button', { name: 'Open chat' })).toBeVisible();
  world.link.cut();
  const pick = (grey: number): Promise<void> => widget.panel.locator('input[type=file]').setInputFiles([png(`${grey}.png`, [grey, grey, grey], 60)]);
  await pick(50);
  await widget.say('a picture of Nora');
  await expect(widget.panel.getByText('Your browser keeps no pictures: please leave this page open until it is sent.')).toBeVisible();
  await pick(90);
  await widget.field.fill('what Nora was writing');
  await other.evaluate(() => window.Shoptalk!.signOut());
  await expect(widget.panel.locator('[data-delivery]')).toHaveCount(0);
  await expect(widget.field).toHaveValue('');
  await expect(widget.panel.getByRole('img', { name: /^Picture \d/ })).toHaveCount(0);
  world.link.mend();
  await widget.say('hello from somebody else');
  await expect(widget.said('I understood.')).toBeVisible();
  expect(world.service.latest.identity).toBeNull();
  expect(JSON.stringify([...world.service.conversations.values()].map(({ messages }) => messages))).not.toContain('Nora');
});

test('a guest and another customer find nothing of it, and a guest is not even asked for', async ({ widget, world, page, browser }) => {
  await widget.open();
  await page.evaluate(() => window.Shoptalk!.identify('mei-1'));
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  const looks = world.service.looks;
  const phone = await (await browser.newContext()).newPage();
  await phone.goto(world.shop.origin);
  await phone.evaluate(() => window.Shoptalk!.open());
  const there = phone.frameLocator('shoptalk-widget iframe');
  await expect(there.getByText('Hello! What can I do for you?')).toBeVisible();
  expect(world.service.looks).toBe(looks);
  await phone.evaluate(() => window.Shoptalk!.identify('lena-1'));
  await expect.poll(() => world.service.looks).toBe(looks + 1);
  await expect(there.locator('[data-author]')).toHaveCount(0);
  await phone.context().close();
});

test('tabs keep step: one begins, the other has it; one reads, the badge of the other goes', async ({ widget, world, page, context }) => {
  await widget.open();
  const other = await context.newPage();
  await other.goto(world.shop.origin);
  const launcher = other.getByRole('button', { name: /^Open chat/ });
  await expect(launcher).toBeVisible();
  await page.bringToFront();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  await widget.panel.getByRole('button', { name: 'Close chat' }).click();
  world.service.latest.add('agent', [{ kind: 'text', text: 'One.' }]);
  await expect(launcher).toHaveAccessibleName('Open chat, 1 unread');
  await expect(widget.launcher).toHaveAccessibleName('Open chat, 1 unread');
  await widget.launcher.click();
  await expect(launcher).toHaveAccessibleName('Open chat');
  await widget.panel.getByRole('button', { name: 'Menu' }).click();
  await widget.panel.getByRole('button', { name: 'Start a new conversation' }).click();
  await widget.panel.getByRole('button', { name: 'Start anew' }).click();
  await launcher.click();
  await expect(other.frameLocator('shoptalk-widget iframe').getByText('Hello! What can I do for you?')).toBeVisible();
});

test('the sound is off until it is turned on, then heard once for all tabs, and stays as it was left', async ({ widget, world, page, context }) => {
  // Counts what the browser is asked to sound; what is asked is sounded all the same.
  await context.addInitScript(() => {
    const probe = window as unknown as { notes: number; OscillatorNode: typeof OscillatorNode };
    probe.notes = 0;
    const Real = OscillatorNode;
    probe.OscillatorNode = class extends Real {
      constructor(...given: ConstructorParameters<typeof Real>) {
        super(...given);
        probe.notes += 1;
      }
    };
  });
  const notes = async (of = page): Promise<number> => (await of.frames().at(-1)!.evaluate('notes')) as number;
  await widget.open();
  // A browser's first sound starts what makes it, which may take longer than a bell waits.
  await page.evaluate(() => new AudioContext().resume());
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  await widget.panel.getByRole('button', { name: 'Close chat' }).click();
  world.service.latest.add('agent', [{ kind: 'text', text: 'Unheard.' }]);
  await expect(widget.launcher).toHaveAccessibleName('Open chat, 1 unread');
  expect(await notes()).toBe(0);
  await widget.launcher.click();
  await widget.panel.getByRole('button', { name: 'Menu' }).click();
  await widget.panel.getByRole('button', { name: 'Turn the sound on' }).click();
  await expect.poll(() => notes(), 'what to listen for').toBe(2);
  await widget.panel.getByRole('button', { name: 'Close chat' }).click();
  world.service.latest.add('agent', [{ kind: 'text', text: 'Heard.' }]);
  await expect.poll(() => notes()).toBe(4);

  await page.reload();
  await widget.launcher.click();
  await widget.panel.getByRole('button', { name: 'Menu' }).click();
  await widget.panel.getByRole('button', { name: 'Turn the sound off' }).click();
  await expect(widget.panel.getByRole('button', { name: 'Menu' })).toBeFocused();
  await widget.panel.getByRole('button', { name: 'Close chat' }).click();
  world.service.latest.add('agent', [{ kind: 'text', text: 'Unheard again.' }]);
  await expect(widget.launcher).toHaveAccessibleName('Open chat, 1 unread');
  expect(await notes()).toBe(0);
});

test('what a customer was writing is not left in the field for who comes after', async ({ widget, page }) => {
  await widget.open();
  await page.evaluate(() => void window.Shoptalk!.identify('vera-1'));
  await widget.field.fill('my address is 12 Alder St');
  await page.evaluate(() => window.Shoptalk!.signOut());
  await expect(widget.field).toHaveValue('');
});

for (const end of ['started again', 'signed out'] as const) {
  test(`a page that the Back button brings from before the shopper ${end} does not bring the conversation back`, async ({ widget, page }) => {
    await widget.open();
    await page.evaluate(() => void window.Shoptalk!.identify('vera-1'));
    await widget.say('what only Vera may read');
    await expect(widget.said('I understood.')).toBeVisible();
    // Another page of the same tab did it meanwhile, while the browser kept this one asleep: no event tells of that.
    await page.evaluate((isGone) => {
      localStorage.removeItem('shoptalk');
      if (isGone) localStorage.removeItem('shoptalk.known');
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    }, end === 'signed out');
    await expect(widget.panel.getByText('Hello! What can I do for you?')).toBeVisible();
    await expect(widget.panel.locator('[data-author]')).toHaveCount(0);
    expect(await page.evaluate(() => localStorage.getItem('shoptalk'))).toBeNull();
  });
}
