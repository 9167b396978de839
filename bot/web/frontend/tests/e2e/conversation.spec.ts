import { expect, test } from './world';

test('an answer streams, and its sources open the quoted passage', async ({ widget, world }) => {
  await widget.open();
  const draft = widget.panel.locator('[data-draft]');
  world.service.pace.allow(3);
  await widget.panel.getByRole('button', { name: 'How do returns work?' }).click();
  for (const [shown, more, next] of [['You can return', 2, 'unworn'], ['unworn items', 5, 'within'], ['of delivery', Infinity, 'refund']] as const) {
    await expect(draft).toContainText(shown);
    await expect(draft).not.toContainText(next);
    world.service.pace.allow(more);
  }
  await widget.panel.getByRole('button', { name: 'Source 1: Returns and exchanges' }).first().click();
  const dialog = widget.panel.getByRole('dialog', { name: 'Returns and exchanges' });
  await expect(dialog).toContainText('sent back within 30 days of delivery');
  await expect(dialog.getByRole('link', { name: 'Open the page' })).toHaveAttribute('href', `${world.shop.origin}/help/returns`);
  await widget.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(widget.frame).toBeVisible();
  await expect(widget.panel.locator('[data-author=bot]')).toHaveCount(1);
});

test('each finished message is announced once, and no part of it before', async ({ widget, world }) => {
  await widget.open();
  world.service.pace.allow(5);
  await widget.say('How do returns work?');
  await expect(widget.panel.locator('[data-draft]')).toContainText('unworn');
  const live = widget.panel.locator('main > [role=status]');
  await expect(live).toBeEmpty();
  world.service.pace.allow();
  await expect(live.locator('p')).toHaveCount(1);
  await expect(live).toHaveText(/^Assistant: You can return unworn items within 30 days of delivery\. The refund/);
});

test('quick replies send their id and are closed once something else was said', async ({ widget, world }) => {
  await widget.open();
  await widget.say('How long does delivery take?');
  await widget.panel.getByRole('button', { name: 'Japan' }).click();
  await expect(widget.said('I understood.')).toBeVisible();
  const said = world.service.latest.messages.filter((message) => message['author'] === 'shopper');
  expect(said.at(-1)).toMatchObject({ parts: [{ text: 'c-Japan' }] });
  await expect(widget.panel.getByRole('button', { name: 'Canada' })).toBeDisabled();
  await expect(widget.field).toBeFocused();
});

test('a confirmation shows every change and takes one answer', async ({ widget, world }) => {
  await widget.open();
  await widget.say('cancel W10299');
  const card = widget.panel.getByRole('group', { name: 'Please confirm' });
  await expect(card.getByRole('row', { name: 'Status Being packed Cancelled' })).toBeVisible();
  await card.getByRole('button', { name: 'Yes, do it' }).click();
  await expect(card.getByRole('button')).toHaveCount(0);
  await expect(card).toContainText('This question is closed.');
  await expect.poll(() => world.service.latest.messages.length).toBe(4);
  expect(world.service.latest.messages[2]).toMatchObject({ author: 'shopper', parts: [{ text: 'c-yes' }] });
});

test('a replaced message takes the place of the old one', async ({ widget }) => {
  await widget.open();
  await widget.say('correct yourself');
  await expect(widget.said('I do not know the price.')).toBeVisible();
  await expect(widget.said('It costs 10.')).toHaveCount(0);
});

test('hostile words do no harm, and kinds of a later version degrade to their words', async ({ widget, page }) => {
  await widget.open();
  await widget.say('attack');
  await expect(widget.panel.locator('strong', { hasText: 'safe' })).toBeVisible();
  await expect(widget.panel.locator('[data-author=bot] :is(img, script, a[href])')).toHaveCount(0);
  expect(await page.evaluate('window.hacked')).toBeUndefined();
  await widget.say('unknown');
  await expect(widget.said('words of a kind to come')).toBeVisible();
  await widget.say('<b>*not bold*</b>');
  await expect(widget.said('<b>*not bold*</b>')).toBeVisible();
});

test('the header tells who has the conversation', async ({ widget, world }) => {
  await widget.open();
  await widget.say('a person please');
  await expect(widget.panel.getByText('Waiting for a person')).toBeVisible();
  await expect(widget.said('Your place in the queue: 2')).toBeVisible();
  world.service.latest.change('assigned');
  world.service.latest.add('agent', [{ kind: 'text', text: 'Hello, Mei here.' }]);
  await expect(widget.panel.getByText('A person is with you')).toBeVisible();
  await expect(widget.panel.getByText('Support team', { exact: true })).toBeVisible();
});

test('a new conversation is begun on wish, after a question', async ({ widget, world }) => {
  await widget.open();
  await widget.say('hello');
  await expect(widget.said('I understood.')).toBeVisible();
  await widget.panel.getByRole('button', { name: 'Menu' }).click();
  await widget.panel.getByRole('button', { name: 'Start a new conversation' }).click();
  await widget.panel.getByRole('button', { name: 'Start anew' }).click();
  await expect(widget.panel.getByText('Hello! What can I do for you?')).toBeVisible();
  await widget.say('again');
  await expect(widget.said('I understood.')).toBeVisible();
  expect(world.service.conversations.size).toBe(2);
});

test('the language is switched in the panel and stays for the next page', async ({ widget, page }) => {
  await widget.open();
  await widget.panel.getByRole('button', { name: 'Menu' }).click();
  await widget.panel.getByRole('button', { name: '中文' }).click();
  await expect(widget.panel.getByText('您好！请问有什么可以帮您？')).toBeVisible();
  await expect(widget.panel.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await page.reload();
  await expect(widget.panel.getByText('您好！请问有什么可以帮您？')).toBeVisible();
  await expect(widget.launcher).toHaveAccessibleName('关闭聊天');
});

test('a key that is meant for nothing else goes into the field, and what was just opened takes the focus from nothing', async ({ widget, page }) => {
  await widget.open();
  const menu = widget.panel.getByRole('button', { name: 'Menu' });
  await menu.focus();
  await page.waitForTimeout(1000);
  await expect(menu).toBeFocused();
  await menu.evaluate((button) => button.blur());
  await page.keyboard.type('hello');
  await expect(widget.field).toHaveValue('hello');
});
