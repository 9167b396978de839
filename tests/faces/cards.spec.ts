import type { Locator } from '@playwright/test';
import { contrast } from '../../bot/web/frontend/tests/e2e/contrast';
import { expect, test, type Language } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];

const WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    customer: 'C-1004', order: 'where is W10102?', timeline: 'How far the order has come', need: 'a desk lamp under 100', products: 'Products', variant: 'Choice', add: 'Add to cart',
    added: 'Added to your cart.', refused: 'The shop did not add it: Only 1 left', plainly: 'The shop did not add it.', silent: 'The shop has not answered. Please look into your cart.', next: 'More products', many: 'How many:',
  },
  zh: {
    customer: 'C-1001', order: 'W10121到哪了', timeline: '订单进度', need: '想买一个台灯，预算100以内', products: '商品', variant: '款式', add: '加入购物车',
    added: '已加入购物车。', refused: '店铺未能加入购物车：Only 1 left', plainly: '店铺未能加入购物车。', silent: '店铺尚未回应，请查看购物车。', next: '更多商品', many: '数量：',
  },
};

for (const { language, theme, phone } of [
  { language: 'en', theme: 'light', phone: true },
  { language: 'zh', theme: 'dark', phone: false },
] as const) {
  const words = WORDS[language] as Record<string, string>;

  test.describe(`${language} ${theme}`, () => {
    test.use({ language, colorScheme: theme, ...(phone ? { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true } : {}) });

    test('an order shows how far it has come, with the days that are known', async ({ shopper, page }) => {
      await shopper.signIn(words['customer']!);
      await shopper.open();
      const steps = (await shopper.say(words['order']!)).getByRole('list', { name: words['timeline']! }).getByRole('listitem');
      await expect(steps).toHaveCount(4);
      expect(await steps.evaluateAll((all) => all.map((step) => [step.getAttribute('data-step'), step.getAttribute('data-done')]))).toEqual([
        ['placed', 'true'], ['paid', 'true'], ['shipped', 'true'], ['delivered', 'false'],
      ]);
      // Of the payment the data hold no day, and the arrival is yet to come.
      await expect(steps.locator('time')).toHaveCount(2);
      for (const step of await steps.all()) expect(await contrast(step.locator('span:not(.sr-only):not([aria-hidden])').last())).toBeGreaterThanOrEqual(4.5);
      const widths = await steps.evaluateAll((all) => all.map((step) => Math.round(step.getBoundingClientRect().width)));
      expect(Math.max(...widths) - Math.min(...widths)).toBeLessThanOrEqual(1);
      expect(await shopper.objections()).toEqual([]);
      expect(await shopper.overflow()).toBe(0);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-timeline.png` });
    });

    test('products go into the cart on the shop’s word alone', async ({ shopper, page }) => {
      await shopper.open();
      const reply = await shopper.say(words['need']!);
      const row = reply.getByRole('list', { name: words['products']! });
      const button = (card: Locator): Locator => card.getByRole('button', { name: new RegExp(`^${words['add']!}`) });
      const cards = row.getByRole('listitem').filter({ has: shopper.panel.getByRole('heading') });
      // Nobody of the shop's page listens yet.
      await expect(button(row)).toHaveCount(0);
      await page.evaluate(() => {
        const asked: unknown[] = [];
        const answers = [true, { accepted: false, reason: 'Only 1 left' }, Promise.resolve(false), undefined];
        Object.assign(window, { asked });
        window.Shoptalk!.on('addToCart', (item) => {
          asked.push(item);
          return answers[asked.length - 1] as boolean;
        });
      });
      const first = cards.first();
      await expect(button(first)).toBeEnabled();
      expect(await contrast(button(first))).toBeGreaterThanOrEqual(4.5);
      const choice = first.getByRole('combobox', { name: new RegExp(`^${words['variant']!}`) });
      const chosen = (await choice.count()) ? await choice.inputValue() : null;
      const many = first.getByRole('combobox', { name: new RegExp(`^${words['many']!}`) });
      await many.selectOption('2');
      for (const told of ['added', 'refused', 'plainly', 'silent']) {
        await button(first).focus();
        await page.keyboard.press('Enter');
        await expect(first.locator('[data-cart]')).toContainText(words[told]!);
        if (told === 'added' && SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-cart.png` });
        expect(await contrast(first.locator('[data-cart] p'))).toBeGreaterThanOrEqual(4.5);
      }
      const asked = (await page.evaluate('window.asked')) as { product_id: string; variant_id: string; quantity: number }[];
      expect(asked).toHaveLength(4);
      expect(asked[0]).toMatchObject({ quantity: 2, product_id: expect.stringMatching(/^\S+$/), variant_id: chosen ?? expect.stringMatching(/^\S+$/) });
      expect(await shopper.objections()).toEqual([]);
      expect(await shopper.overflow()).toBe(0);
    });

    test('the row of products is moved by keyboard and snaps', async ({ shopper, page }) => {
      await shopper.open();
      const row = (await shopper.say(words['need']!)).getByRole('list', { name: words['products']! });
      expect(await row.evaluate((list) => getComputedStyle(list).scrollSnapType)).toContain('x');
      await row.focus();
      for (let pressed = 0; pressed < 6; pressed++) await page.keyboard.press('ArrowRight');
      await expect.poll(() => row.evaluate((list) => list.scrollLeft)).toBeGreaterThan(0);
      const lies = async (): Promise<number> =>
        row.evaluate((list) => Math.min(...[...list.children].map((card) => Math.abs(card.getBoundingClientRect().left - list.getBoundingClientRect().left))));
      await expect.poll(lies, 'a card stands at the edge, or the end is reached').toBeLessThanOrEqual(200);
    });
  });
}
