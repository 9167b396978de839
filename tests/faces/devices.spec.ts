import { join } from 'node:path';
import { rows } from './service';
import { expect, place, Shopper, test, type Language } from './shopper';

const SAID: Readonly<Record<Language, { readonly here: string; readonly there: string }>> = {
  en: { here: 'How long do I have to return shoes?', there: 'show my orders' },
  zh: { here: '鞋子多久之内可以退货？', there: '看看我的订单' },
};
const CUSTOMERS: Readonly<Record<Language, string>> = { en: 'C-1020', zh: 'C-1021' };
const ANOTHER = 'C-1022';

for (const language of ['en', 'zh'] as const) {
  test.describe(language, () => {
    test.use({ language });

    test('a signed-in customer goes on at a second device; the other customers and guests find nothing', async ({ shopper, shop, browser }) => {
      const { here, there } = SAID[language];
      await shopper.openAs(CUSTOMERS[language]);
      await shopper.say(here);

      const at = async (customer: string | null): Promise<Shopper> => {
        const device = new Shopper(await (await browser.newContext({ locale: language })).newPage(), language, shop);
        await (customer ? device.openAs(customer) : device.open());
        return device;
      };
      const phone = await at(CUSTOMERS[language]);
      await expect(phone.from('shopper')).toHaveText([new RegExp(here.replace('?', '\\?'))]);
      await expect(phone.from('bot')).toHaveCount(1);
      await phone.say(there);
      for (const device of [shopper, phone]) {
        await expect(device.from('shopper')).toHaveCount(2);
        await expect(device.from('bot')).toHaveCount(2);
      }
      for (const customer of [ANOTHER, null]) {
        const stranger = await at(customer);
        await expect(stranger.panel.getByRole('heading', { level: 2 })).toBeVisible();
        await stranger.page.waitForTimeout(500);
        await expect(stranger.panel.locator('[data-author]')).toHaveCount(0);
        await stranger.page.context().close();
      }
      const written = await rows(
        join(place.folder, 'shoptalk.db'),
        `SELECT count(*), count(DISTINCT conversation_id) FROM audit_log WHERE event = 'found_again' AND actor = 'customer:${CUSTOMERS[language]}'`,
      );
      expect(written).toEqual([[1, 1]]);
      await phone.page.context().close();
    });
  });
}
