import { Agent, WORDS } from './agent';
import { expect, test } from './shopper';

const KEYS = {
  en: { on: 'Single-key shortcuts are on', keys: 'Keyboard shortcuts', search: 'Search', note: 'Note for colleagues', why: 'Why it is over', spout: 'the spout drips' },
  zh: { on: '已启用单键快捷键', keys: '键盘快捷键', search: '搜索', note: '给同事的备注', why: '结束原因', spout: '壶嘴漏水' },
} as const;

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];
  const more = KEYS[language];

  test.describe(language, () => {
    test.use({ language });

    test('a conversation is found, taken, answered and noted by keys alone, and the keys can be switched off', async ({ shopper, browser }) => {
      // Two or three browsers share what may be a busy machine.
      test.slow();
      const agent = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
      const { page } = agent;
      await agent.join('Ann', 'agent');
      await shopper.open();
      await shopper.say(words.ask);
      const about = `${more.spout} ${Date.now()}`;
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await expect(agent.entry(about)).toBeVisible();
      await page.locator('body').press('j');
      const entries = page.getByRole('navigation').getByRole('listitem').getByRole('button');
      await expect(entries.first(), 'the first of the list').toBeFocused();
      for (let n = 0; n < 300 && !(await agent.entry(about).evaluate((one) => one === document.activeElement)); n++) await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await expect(agent.from('shopper').last()).toContainText(about);
      await expect(page.getByRole('heading', { level: 2, name: words.ask }), 'the talk has the focus').toBeFocused();
      const take = page.getByRole('button', { name: words.take, exact: true });
      await expect(take).toBeVisible();
      await page.keyboard.press('t');
      await expect(shopper.status).toHaveText(words.with);
      await expect(take).toHaveCount(0);
      await page.keyboard.press('r');
      const reply = page.getByRole('textbox', { name: words.reply });
      await expect(reply).toBeFocused();
      await page.keyboard.type('just jot it');
      await page.keyboard.press('Enter');
      await expect(shopper.from('agent'), 'letters in a field are letters').toContainText('just jot it');
      await page.keyboard.press('Escape');
      await expect(reply).not.toBeFocused();
      await page.keyboard.press('n');
      await expect(page.getByRole('textbox', { name: more.note })).toBeFocused();
      await page.getByRole('heading', { level: 2, name: words.ask }).focus();
      await page.keyboard.press('c');
      await expect(page.getByLabel(more.why)).toBeFocused();
      await page.getByRole('heading', { level: 2, name: words.ask }).focus();
      await page.keyboard.press('?');
      await expect(page.getByRole('dialog', { name: more.keys })).toBeVisible();
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('keys');
      await page.getByLabel(more.on).uncheck();
      await page.keyboard.press('Escape');
      await page.getByRole('heading', { level: 2, name: words.ask }).focus();
      await page.keyboard.press('r');
      await expect(reply, 'switched off').not.toBeFocused();
      await page.context().close();
    });
  });
}
