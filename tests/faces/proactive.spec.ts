import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Service } from './service';
import { expect, Shopper, test as base, type Language } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];

const RULES = `
proactive:
  - id: late
    when: {order: late, pages: ["/orders"]}
    text: {en: "Order {order_id} is late. Shall I look into it?", zh: "订单{order_id}晚到了，需要我查一下吗？"}
    ask: {en: "Where is order {order_id}?", zh: "订单{order_id}到哪了？"}
  - id: basket
    when: {cart: true, seconds: 1, pages: ["/categories/"]}
    text: {en: "Any question before you pay?", zh: "付款前还有疑问吗？"}
  - id: looking
    when: {seconds: 2, pages: ["/products/"]}
    text: {en: "Is anything about this unclear?", zh: "对这件商品有疑问吗？"}
`;
const WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    looking: 'Is anything about this unclear?', basket: 'Any question before you pay?', late: 'Order W10102 is late. Shall I look into it?', ask: 'Where is order W10102?',
    open: 'Open the chat', quiet: 'No more of these', dismiss: 'Dismiss', menu: 'Menu', speak: 'You may speak first',
  },
  zh: {
    looking: '对这件商品有疑问吗？', basket: '付款前还有疑问吗？', late: '订单W10102晚到了，需要我查一下吗？', ask: '订单W10102到哪了？',
    open: '打开聊天', quiet: '不再显示此类消息', dismiss: '知道了', menu: '菜单', speak: '可以主动发消息',
  },
};
/** Longer than any rule waits. */
const LONG = 4000;

/** The next pages are of a visit of their own: what the page before them writes down until it goes is forgotten as they begin. */
async function comesAnew(page: Page): Promise<void> {
  await page.addInitScript(() => window === top && localStorage.removeItem('shoptalk.held.visit'));
}

let own: Service;

/** A shop with rules, on a service of its own. */
const test = base.extend({ shop: async ({}, use) => use(own.place.shop) });

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(300_000);
  own = await Service.start({}, (shop) => writeFileSync(join(shop, 'widget.yml'), RULES));
});

test.afterAll(async () => own?.stop());

for (const { language, theme, phone } of [
  { language: 'en', theme: 'light', phone: true },
  { language: 'zh', theme: 'dark', phone: false },
] as const) {
  const words = WORDS[language] as Record<string, string>;

  test.describe(`${language} ${theme}`, () => {
    test.use({ language, colorScheme: theme, ...(phone ? { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true } : {}) });

    test('a word comes after its time, takes no focus, and comes once a visit', async ({ shopper, page }) => {
      await shopper.visit('/products/KB-101');
      const teaser = shopper.panel.locator('[data-teaser]');
      await expect(teaser).toBeVisible();
      await expect(teaser).toContainText(words['looking']!);
      await expect(shopper.panel.getByRole('status')).toContainText(words['looking']!);
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
      await expect(shopper.launcher).toHaveAttribute('aria-expanded', 'false');
      const height = await teaser.evaluate((box) => box.getBoundingClientRect().height);
      await expect.poll(async () => (await shopper.frame.boundingBox())!.height, 'it is as high as its words').toBe(Math.ceil(height));
      await expect.poll(async () => (await shopper.frame.boundingBox())!.width).toBe(340);
      const box = (await shopper.frame.boundingBox())!;
      expect(box.y + box.height).toBeLessThanOrEqual((await shopper.launcher.boundingBox())!.y);
      expect(await shopper.objections()).toEqual([]);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-teaser.png` });
      await teaser.getByRole('button', { name: words['dismiss']! }).click();
      await expect(shopper.frame).toBeHidden();
      await shopper.visit('/products/KB-102');
      await page.waitForTimeout(LONG);
      await expect(shopper.frame).toBeHidden();
    });

    test('it never comes over an open panel', async ({ shopper, page }) => {
      await shopper.open('/products/KB-101');
      await page.waitForTimeout(LONG);
      await expect(shopper.panel.locator('[data-teaser]')).toHaveCount(0);
      await expect(shopper.field).toBeFocused();
    });

    test('a late order is spoken of to its customer, and asked for with one press', async ({ shopper }) => {
      await shopper.visit('/sign-in');
      await shopper.signIn('C-1004');
      await shopper.visit('/orders');
      const teaser = shopper.panel.locator('[data-teaser=late]');
      await expect(teaser).toContainText(words['late']!);
      await teaser.getByRole('button', { name: words['ask']! }).click();
      await expect(shopper.from('shopper')).toContainText(words['ask']!);
      await expect(shopper.from('bot').getByRole('article')).toContainText('W10102');
      await expect(shopper.launcher).toHaveAttribute('aria-expanded', 'true');
    });

    test('goods in the cart bring a word, and it stands in the panel that it opens', async ({ shopper, page }) => {
      await shopper.visit('/categories/keyboards');
      await page.waitForTimeout(LONG);
      await expect(shopper.frame).toBeHidden();
      await page.evaluate(() => window.Shoptalk!.page({ cart: 2 }));
      const teaser = shopper.panel.locator('[data-teaser=basket]');
      await expect(teaser).toContainText(words['basket']!);
      await teaser.getByRole('button', { name: words['open']! }).click();
      await expect(shopper.panel.getByRole('heading', { level: 2 })).toHaveText(words['basket']!);
      await expect(shopper.field).toBeVisible();
    });

    test('all tabs count as one: a word comes in one of them, and silence is chosen for all', async ({ shopper, page, context, shop }) => {
      await shopper.visit();
      const other = new Shopper(await context.newPage(), language, shop);
      await Promise.all([page.goto(`${shop}/products/KB-101`), other.page.goto(`${shop}/products/KB-102`)]);
      const shown = async (): Promise<number> => (await Promise.all([shopper, other].map((tab) => tab.panel.locator('[data-teaser]').count()))).reduce((sum, count) => sum + count);
      await expect.poll(shown).toBe(1);
      await page.waitForTimeout(LONG);
      expect(await shown()).toBe(1);
      const [first, second] = (await shopper.panel.locator('[data-teaser]').count()) ? [shopper, other] : [other, shopper];
      await comesAnew(second.page);
      await second.visit('/products/KB-103');
      await second.panel.locator('[data-teaser]').getByRole('button', { name: words['quiet']! }).click();
      await expect(first.frame, 'what is shown elsewhere goes too').toBeHidden();
      await first.page.evaluate(() => localStorage.removeItem('shoptalk.held.visit'));
      await first.page.evaluate(() => window.Shoptalk!.page({ url: `${location.origin}/products/KB-104` }));
      await page.waitForTimeout(LONG);
      await expect(first.frame).toBeHidden();
    });

    test('who chooses silence is left alone until they think better of it', async ({ shopper, page }) => {
      await shopper.visit('/products/KB-101');
      const teaser = shopper.panel.locator('[data-teaser]');
      await teaser.getByRole('button', { name: words['quiet']! }).click();
      await expect(shopper.frame).toBeHidden();
      await comesAnew(page);
      await shopper.visit('/products/KB-101');
      await page.waitForTimeout(LONG);
      await expect(shopper.frame).toBeHidden();
      await shopper.launcher.click();
      await shopper.panel.getByRole('button', { name: words['menu']! }).click();
      await shopper.panel.getByRole('button', { name: words['speak']! }).click();
      await page.evaluate(() => window.Shoptalk!.close());
      await comesAnew(page);
      await shopper.visit('/products/KB-102');
      await expect(teaser).toContainText(words['looking']!);
    });
  });
}
