import type { Locator } from '@playwright/test';
import { measure, moving } from './measure';
import { expect, test, type Widget } from './world';

const TALK = { en: ['How do returns work?', 'Please cancel it'], zh: ['怎么退货？', '帮我取消'] } as const;

/** A panel with an answer, an open question and a message that was refused. */
async function talk(widget: Widget, language: 'en' | 'zh'): Promise<void> {
  for (const words of TALK[language]) {
    const before = await widget.panel.locator('[data-author=bot]').count();
    await widget.say(words);
    await expect(widget.panel.locator('[data-author=bot]:not([data-draft])')).toHaveCount(before + 1, { timeout: 30_000 });
  }
}

/** What can be pressed or written into. */
function targets(widget: Widget): Locator {
  return widget.panel.locator('button:visible, a:visible, textarea:visible, input:visible');
}

for (const language of ['en', 'zh'] as const) {
  for (const theme of ['light', 'dark'] as const) {
    test(`${language}, ${theme}: every control has a name in the language, 24 pixels, and contrast at rest, under the pointer and in focus`, async ({ widget, page }) => {
      test.setTimeout(180_000);
      await page.setViewportSize({ width: 1280, height: 800 });
      await widget.open(`?language=${language}&theme=${theme}`);
      await talk(widget, language);
      const all = await targets(widget).all();
      expect(all.length).toBeGreaterThan(7);
      for (const target of all) await measure(page, target, language);
      await widget.panel.getByRole('button', { name: /^(Menu|菜单)$/ }).press('Enter');
      const items = widget.panel.locator('header li button');
      await expect(items.first()).toBeVisible();
      expect(await items.count()).toBeGreaterThan(2);
      for (const item of await items.all()) await measure(page, item, language);
    });
  }
}

for (const { name, width, height } of [
  { name: '200 %', width: 640, height: 400 },
  { name: '400 %', width: 320, height: 256 },
]) {
  test(`at ${name} of 1280 pixels nothing is lost and nothing scrolls sideways`, async ({ widget, page }) => {
    await page.setViewportSize({ width, height });
    await widget.open();
    await talk(widget, 'en');
    await expect.poll(() => widget.frame.boundingBox()).toEqual({ x: 0, y: 0, width, height });
    for (const control of [widget.field, widget.panel.getByRole('button', { name: 'Send' }), widget.panel.getByRole('button', { name: 'Close chat' })]) await expect(control).toBeInViewport({ ratio: 1 });
    for (const box of [widget.panel.locator('html'), widget.panel.getByRole('region').first()]) expect(await box.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    expect((await widget.panel.getByRole('region').first().boundingBox())!.height, 'room to read in').toBeGreaterThan(60);
    expect(await widget.objections()).toEqual([]);
  });
}

test('who wants less motion sees none', async ({ widget, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await widget.open();
  await widget.say('How do returns work?');
  expect(await moving(widget.panel.locator('body *'))).toEqual([]);
  expect(await widget.launcher.evaluate((button) => getComputedStyle(button).transitionDuration)).toBe('0s');
});

test('the launcher is accessible closed, open and with something unread, and its focus is seen on any page', async ({ widget, page, world }) => {
  await widget.visit();
  expect(await widget.objections()).toEqual([]);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(widget.launcher).toBeFocused();
  // Black outside, white inside: one of them stands out from whatever is behind.
  await expect(widget.launcher).toHaveCSS('outline', 'rgb(0, 0, 0) solid 3px');
  expect(await widget.launcher.evaluate((button) => getComputedStyle(button).boxShadow)).toContain('rgb(255, 255, 255)');
  await widget.launcher.click();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  await widget.panel.getByRole('button', { name: 'Close chat' }).click();
  world.service.latest.add('agent', [{ kind: 'text', text: 'One.' }]);
  await expect(widget.launcher).toHaveAccessibleName('Open chat, 1 unread');
  expect(await widget.objections()).toEqual([]);
});

test('a screen reader hears an answer once, when it is whole, and how a message fares', async ({ widget, world }) => {
  await widget.open();
  const live = widget.panel.locator('main > [role=status]');
  await expect(live).toHaveAttribute('aria-live', 'polite');
  world.service.pace.allow(5);
  await widget.say('How do returns work?');
  await expect(widget.panel.locator('[data-draft]')).toContainText('unworn');
  await expect(live).not.toContainText('unworn');
  world.service.pace.allow();
  await expect(widget.panel.locator('[data-author=bot]:not([data-draft])')).toHaveCount(1, { timeout: 10_000 });
  await expect(live.getByText(/unworn/)).toHaveCount(1);
  world.link.cut();
  await widget.say('are you there?');
  await expect(widget.panel.locator('[data-delivery=waiting] [role=status]')).toHaveText('Waiting for the connection; it will be sent by itself.');
  expect(await widget.objections()).toEqual([]);
});
