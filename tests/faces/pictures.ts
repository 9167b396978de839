import { join } from 'node:path';
import { ROOT } from './service';
import { expect, test, type Language } from './shopper';

const FOLDER = join(ROOT, 'docs/screenshots');

const QUESTIONS: Readonly<Record<Language, { readonly policy: string; readonly cancel: string }>> = {
  en: { policy: 'How long do I have to return shoes?', cancel: 'please cancel W10169' },
  zh: { policy: '鞋子多久之内可以退货？', cancel: '取消订单W10194' },
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
  });
}
