import type { Locator } from '@playwright/test';
import { Agent, WORDS } from './agent';
import { expect, test } from './shopper';

const SIGNS = {
  en: { customerTypes: 'The customer is writing', agentTypes: 'The support team is writing', seen: 'Seen', here: 'Also looking at this: Bob', writing: 'Writing an answer here: Bob', kettle: 'my kettle hums' },
  zh: { customerTypes: '顾客正在输入', agentTypes: '人工客服正在输入', seen: '已读', here: '也在查看此对话：Bob', writing: '正在此处撰写回复：Bob', kettle: '水壶有嗡嗡声' },
} as const;

/** A sign of writing ends soon after the last key. */
const SOON = { timeout: 3000 };

/** Writes on until it is seen: a page that stalls may look again only when the sign has gone. */
async function whileWriting(field: Locator, words: string, isSeen: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await field.pressSequentially(words);
    await isSeen();
  }).toPass({ timeout: 40_000 });
}

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];
  const signs = SIGNS[language];

  test.describe(language, () => {
    test.use({ language });

    test('both sides see the other type and what was seen, and colleagues see each other before they write', async ({ shopper, browser }) => {
      const [ann, bob] = [await Agent.open(browser, language), await Agent.open(browser, language)];
      await ann.join('Ann', 'agent');
      await bob.join('Bob', 'agent');
      await shopper.open();
      await shopper.say(words.ask);
      const about = `${signs.kettle} ${Date.now()}`;
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await ann.entry(about).click();
      await bob.entry(about).click();
      await expect(ann.page.locator('[data-company]')).toHaveText(signs.here);
      await whileWriting(bob.page.getByRole('textbox', { name: words.reply }), 'hm', () => expect(ann.page.locator('[data-company]'), 'before she writes a word').toHaveText(signs.writing, SOON));
      await ann.page.getByRole('button', { name: words.take, exact: true }).click();
      await expect(shopper.status).toHaveText(words.with);
      await whileWriting(shopper.field, 'and', () => expect(ann.log.getByRole('img', { name: signs.customerTypes })).toBeAttached(SOON));
      await shopper.field.fill('');
      await expect(ann.log.getByRole('img', { name: signs.customerTypes })).toHaveCount(0);
      await expect(shopper.panel.locator('[data-seen]'), 'Ann has it before her eyes').toHaveText(signs.seen);
      await whileWriting(ann.page.getByRole('textbox', { name: words.reply }), 'Let me look ', () => expect(shopper.panel.getByRole('img', { name: signs.agentTypes })).toBeAttached(SOON));
      await ann.page.keyboard.press('Enter');
      await expect(shopper.from('agent')).toContainText('Let me look');
      await expect(shopper.panel.getByRole('img', { name: signs.agentTypes })).toHaveCount(0);
      await expect(ann.log.locator('[data-seen]'), 'the shopper’s panel is open').toHaveText(signs.seen);
      expect(await ann.objections()).toEqual([]);
      await ann.shoot('company');
      await bob.page.context().close();
      await ann.page.context().close();
    });
  });
}
