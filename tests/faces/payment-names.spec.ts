import { Agent } from './agent';
import { expect, test } from './shopper';

const OTHER = { en: 'zh', zh: 'en' } as const;
const NAMES = {
  en: { customer: 'C-1015', card: 'Mastercard ending 2738', about: 'the lid of my bread bin sticks', orders: 'Customer', turn: 'English', log: 'Log', from: 'from 127.0.0.1', line: 'staff:the command line' },
  zh: { customer: 'C-1050', card: '尾号 9283 的 Discover 卡', about: '我的面包箱盖子打不开', orders: '顾客', turn: '中文', log: '操作记录', from: '来自 127.0.0.1', line: '命令行' },
} as const;
/** The same cards in the language of whoever does not read the other. */
const OTHERWISE = { en: '尾号 2738 的万事达卡', zh: 'Discover ending 9283' } as const;

for (const language of ['en', 'zh'] as const) {
  const words = NAMES[language];

  test.describe(language, () => {
    test.use({ language });

    test('the desk names ways to pay, and who did what from where, in its reader’s own language', async ({ shopper, browser }) => {
      test.slow();
      const agent = await Agent.open(browser, language, { viewport: { width: 1440, height: 1000 } });
      const { page } = agent;
      await agent.join('Pia', 'supervisor');
      await shopper.openAs(words.customer);
      await shopper.say(agent.words.ask);
      const about = `${words.about} ${Date.now()}`;
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await agent.entry(about).click();
      const beside = page.getByRole('region', { name: words.orders, exact: true });
      await expect(beside.getByText(words.card).first()).toBeVisible();
      await beside.getByText(words.card).first().scrollIntoViewIfNeeded();
      await agent.shoot('payment-names');
      await page.getByRole('banner').getByRole('button', { name: NAMES[OTHER[language]].turn }).click();
      await expect(page.getByText(OTHERWISE[language]).first(), 'read anew in the other language').toBeVisible();
      await page.getByRole('banner').getByRole('button', { name: words.turn }).click();
      await expect(beside.getByText(words.card).first()).toBeVisible();
      await page.getByRole('banner').getByRole('button', { name: words.log, exact: true }).click();
      const lines = page.getByRole('list', { name: words.log }).getByRole('listitem');
      await expect(lines.filter({ hasText: words.from }).first()).toBeVisible();
      await expect(lines.filter({ hasText: words.line }).first()).toBeVisible();
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('log-words');
    });
  });
}
