import type { Page } from '@playwright/test';
import { expect, test, type Widget } from './world';

const ASKED = {
  when: 'always',
  may_skip: false,
  intro: 'So that we can answer you.',
  links: { consent: '/privacy' },
  fields: [
    { name: 'name', type: 'text', label: 'Your name', required: false, autocomplete: 'name' },
    { name: 'email', type: 'text', label: 'E-mail address', required: true, autocomplete: 'email', patterns: { '': { pattern: '[^\\s@]+@[^\\s@]+\\.[A-Za-z]{2,}', example: 'mei.lin@example.com' } } },
    { name: 'topic', type: 'select', label: 'What is it about?', required: false, options: [{ value: 'Delivery', title: 'Delivery' }] },
    { name: 'consent', type: 'check', label: 'I agree that you keep this.', required: true, options: [{ value: 'yes', title: 'I agree' }] },
  ],
};

/** On a phone the panel covers the page, so that it is closed on the next one. */
async function reload(page: Page, widget: Widget, onPhone: boolean): Promise<void> {
  await page.reload();
  await expect(widget.launcher).toBeVisible();
  if (onPhone) await widget.launcher.click();
  await expect(widget.frame).toBeVisible();
}

for (const locale of ['en-US', 'zh-CN']) {
  const zh = locale === 'zh-CN';

  test.describe(locale, () => {
    test.use({ locale, ...(zh ? { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true } : {}) });
    const query = zh ? '?language=zh' : '';

    test('a form survives a reload, is sent once through a cut link, and is shut then', async ({ widget, world, page }) => {
      await widget.open(query);
      await widget.say(zh ? '我搬家了' : 'I have moved');
      const form = widget.panel.getByRole('form', { name: zh ? '新的收货地址' : 'New address' });
      await expect(form).toBeVisible();
      await expect(widget.panel.getByRole('button', { name: zh ? '家里' : 'Home' })).toHaveCount(0);
      await reload(page, widget, zh);
      await expect(form).toBeVisible();
      await expect(form.getByRole('combobox')).toContainText(zh ? '美国' : 'United States');
      await form.getByRole('textbox', { name: zh ? '街道与门牌号' : 'Street and number' }).fill('12 Alder St');
      await form.getByRole('textbox', { name: zh ? '城市' : 'Town or city' }).fill('Portland');
      await form.getByRole('textbox', { name: zh ? '邮编' : 'Postcode' }).fill('97201');
      world.link.cut();
      await form.getByRole('button', { name: zh ? '使用此地址' : 'Use this address' }).click();
      const waiting = widget.panel.locator('[data-delivery]');
      await expect(waiting).toContainText('12 Alder St, Portland, 97201, US');
      await expect(form).toHaveCount(0);
      world.link.mend();
      await reload(page, widget, zh);
      const said = (): Record<string, unknown>[] => world.service.latest.messages.filter((message) => message['author'] === 'shopper');
      await expect.poll(() => said().length).toBe(2);
      expect(JSON.stringify(said()[1])).toContain('12 Alder St');
      await expect(waiting).toHaveCount(0);
      expect(said(), 'once').toHaveLength(2);
      await expect(widget.panel.locator('[data-form=closed]')).toContainText(zh ? '此表单已关闭。' : 'This form is closed.');
    });

    test('what the service refuses is said at the field, and what was filled in is still there', async ({ widget, world }) => {
      await widget.open(query);
      await widget.say(zh ? '我搬家了' : 'I have moved');
      const form = widget.panel.getByRole('form');
      const street = form.getByRole('textbox', { name: zh ? '街道与门牌号' : 'Street and number' });
      await street.fill('1 Nowhere');
      await form.getByRole('textbox', { name: zh ? '城市' : 'Town or city' }).fill('Portland');
      await form.getByRole('combobox').selectOption('HK');
      world.service.refusals.push({ status: 422, detail: 'line1: no', kind: 'form-refused', errors: [{ field: 'line1', detail: 'No such street.' }] });
      await form.getByRole('button').first().click();
      await expect(street).toHaveAccessibleDescription('No such street.');
      await expect(street).toBeFocused();
      await expect(street).toHaveValue('1 Nowhere');
      expect(await widget.objections()).toEqual([]);
      await expect(widget.panel.locator('[data-delivery]')).toHaveCount(0);
      await street.fill('2 Queen’s Road');
      await form.getByRole('button').first().click();
      await expect.poll(() => JSON.stringify(world.service.latest.messages)).toContain('2 Queen’s Road');
      await expect(form).toHaveCount(0);
    });

    test('a form is shut by other words, and when a person takes the conversation', async ({ widget, world }) => {
      await widget.open(query);
      await widget.say(zh ? '我搬家了' : 'I have moved');
      const form = widget.panel.getByRole('form');
      await expect(form).toBeVisible();
      world.service.latest.change('assigned');
      await expect(form).toHaveCount(0);
      world.service.latest.change('bot');
      await expect(form).toBeVisible();
      await widget.say('hello');
      await expect(form).toHaveCount(0);
      await expect(widget.panel.locator('[data-form=closed]')).toHaveCount(1);
      expect(await widget.objections()).toEqual([]);
    });

    test('what the shop asks comes before the first message, with what is wrong at its field', async ({ widget, world, page }) => {
      world.service.asked = ASKED;
      await widget.visit(query);
      await widget.launcher.click();
      const form = widget.panel.getByRole('form', { name: zh ? '开始之前' : 'Before we begin' });
      await expect(form).toBeVisible();
      await expect(form.getByRole('textbox', { name: /Your name/ })).toBeFocused();
      await expect(widget.field).toHaveCount(0);
      await expect(form.getByRole('link')).toHaveAttribute('href', `${world.shop.origin}/privacy`);
      await expect(form.getByRole('button', { name: zh ? '跳过' : 'Skip' })).toHaveCount(0);
      expect(await widget.objections()).toEqual([]);
      const email = form.getByRole('textbox', { name: 'E-mail address' });
      await email.fill('nobody');
      await email.press('Enter');
      await expect(email).toBeFocused();
      await expect(email).toHaveAccessibleDescription(/mei\.lin@example\.com/);
      await email.fill('mei@example.com');
      await form.getByRole('checkbox').check();
      // What is said stands there still when the service refuses it.
      world.service.refusals.push({ status: 422, detail: 'no', kind: 'form-refused', errors: [{ field: 'email', detail: 'Not this one.' }] });
      await email.press('Enter');
      await expect(email).toHaveAccessibleDescription('Not this one.');
      await expect(email).toHaveValue('mei@example.com');
      await email.press('Enter');
      await expect(form).toHaveCount(0);
      await expect(widget.field).toBeVisible();
      expect([...world.service.introductions.values()]).toEqual([{ email: 'mei@example.com', consent: 'yes' }]);
      // It is asked once a conversation, also on the next page.
      await reload(page, widget, zh);
      await expect(widget.field).toBeVisible();
      await widget.say('hello');
      await expect(widget.panel.locator('[data-author=bot]')).toHaveCount(1);
      expect(world.service.conversations.size).toBe(1);
    });
  });
}

test('it may be passed over where the shop says so', async ({ widget, world }) => {
  world.service.asked = { ...ASKED, may_skip: true };
  await widget.visit();
  await widget.launcher.click();
  await widget.panel.getByRole('button', { name: 'Skip' }).click();
  await widget.say('hello');
  await expect(widget.panel.locator('[data-author=bot]')).toHaveCount(1);
  expect(world.service.introductions.size).toBe(0);
});

test('whoever waits for a person is asked then, and not before', async ({ widget, world }) => {
  world.service.asked = { ...ASKED, when: 'person' };
  await widget.open();
  await widget.say('hello');
  await expect(widget.panel.locator('[data-author=bot]')).toHaveCount(1);
  await expect(widget.field).toBeVisible();
  world.service.latest.change('queued');
  const form = widget.panel.getByRole('form', { name: 'While you wait' });
  await expect(form).toBeVisible();
  await form.getByRole('textbox', { name: 'E-mail address' }).fill('mei@example.com');
  await form.getByRole('checkbox').check();
  await form.getByRole('button', { name: 'Go on' }).click();
  await expect(widget.field).toBeVisible();
  expect([...world.service.introductions.values()]).toEqual([{ email: 'mei@example.com', consent: 'yes' }]);
});
