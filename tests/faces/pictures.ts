import { join } from 'node:path';
import { Agent } from './agent';
import { ROOT } from './service';
import { expect, test, type Language } from './shopper';

const FOLDER = join(ROOT, 'docs/screenshots');

const QUESTIONS: Readonly<Record<Language, { readonly policy: string; readonly cancel: string }>> = {
  en: { policy: 'How long do I have to return shoes?', cancel: 'please cancel W10169' },
  zh: { policy: '鞋子多久之内可以退货？', cancel: '取消订单W10194' },
};
const AT_THE_DESK: Readonly<Record<Language, { readonly order: string; readonly about: string; readonly hello: string }>> = {
  en: { order: 'where is W10102?', about: 'the box came with a dent, is the keyboard still covered?', hello: 'Hello, Ann here. I am looking into it for you.' },
  zh: { order: 'W10121到哪了', about: '包装盒压坏了，耳机还在保修范围内吗？', hello: '您好，我是小安，正在为您查询。' },
};
const CUSTOMERS: Readonly<Record<Language, string>> = { en: 'C-1004', zh: 'C-1001' };

for (const language of ['en', 'zh'] as const) {
  test.describe(language, () => {
    test.use({ language, viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 });

    test('the widget on the demo shop', async ({ shopper, page }) => {
      const { policy, cancel } = QUESTIONS[language];
      await shopper.signIn(CUSTOMERS[language]);
      await shopper.launcher.click();
      const answer = await shopper.say(policy);
      await answer.getByRole('button', { name: new RegExp(`^${shopper.words.source} 1`) }).last().click();
      await expect(shopper.panel.getByRole('dialog')).toBeVisible();
      await page.screenshot({ path: join(FOLDER, `widget-${language}.png`), animations: 'disabled' });
      await page.keyboard.press('Escape');
      const asked = await shopper.say(cancel);
      await expect(asked.getByRole('group', { name: shopper.words.confirmation })).toBeInViewport();
      await page.screenshot({ path: join(FOLDER, `cancelling-${language}.png`), animations: 'disabled' });
    });

    test('the desk beside the widget', async ({ shopper, page, browser }) => {
      const { order, about, hello } = AT_THE_DESK[language];
      const agent = await Agent.open(browser, language, { viewport: { width: 1440, height: 860 }, deviceScaleFactor: 1.5 });
      await agent.join(language === 'zh' ? '小安' : 'Ann', 'agent');
      await shopper.signIn(CUSTOMERS[language]);
      await shopper.launcher.click();
      await shopper.say(order);
      await shopper.say(agent.words.ask);
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await agent.entry(about).click();
      await agent.page.getByRole('button', { name: agent.words.take, exact: true }).click();
      await agent.say(hello);
      await expect(shopper.from('agent')).toContainText(hello);
      await page.screenshot({ path: join(FOLDER, `person-${language}.png`), animations: 'disabled' });
      await agent.page.screenshot({ path: join(FOLDER, `desk-${language}.png`), animations: 'disabled' });
      await agent.page.setViewportSize({ width: 390, height: 780 });
      await agent.page.screenshot({ path: join(FOLDER, `desk-phone-${language}.png`), animations: 'disabled' });
      await agent.page.context().close();
    });
  });
}
