import type { Locator } from '@playwright/test';
import { expect, test, type Language } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];

const LOOKS = [
  { language: 'en', theme: 'light', phone: false },
  { language: 'zh', theme: 'dark', phone: false },
  { language: 'en', theme: 'dark', phone: true },
  { language: 'zh', theme: 'light', phone: true },
] as const;

/** What brings each kind of reply onto the screen, for the customer who is signed in. */
const STATES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    answer: 'How long do I have to return shoes?',
    products: 'a quiet keyboard under 80',
    insight: 'what do buyers say about the Harbour 500?',
    orders: 'show my orders',
    order: 'where is W10102?',
    confirmation: 'cancel W10169',
    unknown: 'do you have a shop in Berlin?',
    person: 'I want to talk to a person',
  },
  zh: {
    answer: '鞋子多久之内可以退货？',
    products: '想买一个台灯，预算100以内',
    insight: '静港500降噪头戴耳机大家评价怎么样',
    orders: '看看我的订单',
    order: 'W10121到哪了',
    confirmation: '取消订单W10174',
    unknown: '有学生优惠吗？',
    person: '转人工',
  },
};
const CUSTOMERS: Readonly<Record<Language, string>> = { en: 'C-1004', zh: 'C-1001' };

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 780 };

/** The height and width of an element, rounded to whole pixels. */
async function size(element: Locator): Promise<[number, number]> {
  const box = (await element.boundingBox())!;
  return [Math.round(box.width), Math.round(box.height)];
}

for (const { language, theme, phone } of LOOKS) {
  const look = `${language}-${theme}-${phone ? 'phone' : 'desktop'}`;

  test.describe(look, () => {
    test.use({ language, colorScheme: theme, ...(phone ? { viewport: PHONE, isMobile: true, hasTouch: true } : { viewport: DESKTOP }) });

    test('every state of the panel is accessible and in its place', async ({ shopper, page }) => {
      const shoot = async (name: string): Promise<void> => {
        if (SHOTS) await page.screenshot({ path: `${SHOTS}/${look}-panel-${name}.png` });
      };
      await shopper.signIn(CUSTOMERS[language]);
      await expect.poll(() => size(shopper.launcher)).toEqual([56, 56]);
      await shopper.launcher.click();
      await expect(shopper.field).toBeFocused();
      expect(await shopper.objections()).toEqual([]);
      await expect.poll(() => shopper.frame.boundingBox()).toEqual(phone ? { x: 0, y: 0, ...PHONE } : { x: 860, y: 32, width: 400, height: 680 });
      await shoot('opener');

      for (const [state, words] of Object.entries(STATES[language])) {
        const reply = await shopper.say(words);
        await expect(reply).toBeInViewport();
        await shoot(state);
        expect(await shopper.objections(), state).toEqual([]);
        expect(await shopper.overflow(), `${state}: nothing sticks out sideways`).toBe(0);
        if (state === 'answer') await lookAtSource();
        if (state === 'products') await measureCards(reply);
        if (state === 'confirmation') await measureButtons(reply);
      }

      async function lookAtSource(): Promise<void> {
        await shopper.panel.getByRole('button', { name: new RegExp(`^${shopper.words.source} 1`) }).last().click();
        const dialog = shopper.panel.getByRole('dialog');
        await expect(dialog.getByRole('blockquote')).toBeInViewport({ ratio: 1 });
        await shoot('source');
        expect(await shopper.objections(), 'source').toEqual([]);
        await page.keyboard.press('Escape');
        await expect(dialog).toBeHidden();
      }

      async function measureCards(reply: Locator): Promise<void> {
        const cards = reply.getByRole('listitem').filter({ has: shopper.panel.getByRole('heading') });
        const sizes = await Promise.all((await cards.all()).map(size));
        expect(new Set(sizes.map(([width]) => width))).toEqual(new Set([192]));
        expect(new Set(sizes.map(([, height]) => height)).size, 'cards of a row are equally high').toBe(1);
        for (const picture of await cards.getByRole('presentation').all()) {
          await picture.scrollIntoViewIfNeeded();
          await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), 'the picture is there').toBeGreaterThan(0);
          expect((await size(picture))[1]).toBe(128);
        }
      }

      async function measureButtons(reply: Locator): Promise<void> {
        const buttons = await reply.getByRole('group', { name: shopper.words.confirmation }).getByRole('button').all();
        expect(buttons).toHaveLength(2);
        const sizes = await Promise.all(buttons.map(size));
        for (const [width, height] of sizes) {
          expect(height).toBeGreaterThanOrEqual(44);
          expect(width).toBeGreaterThanOrEqual(120);
        }
      }
    });

    test('every page of the shop is accessible', async ({ shopper, page, shop }) => {
      await shopper.visit('/sign-in');
      const pages = ['/sign-in', '/', '/categories/keyboards', '/products/KB-101', '/help', '/help/returns', '/outbox', '/not-there'];
      const look_at = async (path: string): Promise<void> => {
        const answer = await page.goto(shop + path);
        expect(answer!.status(), path).toBe(path === '/not-there' ? 404 : 200);
        await expect(shopper.launcher).toBeVisible();
        if (SHOTS) await page.screenshot({ path: `${SHOTS}/${look}-shop${path.replaceAll('/', '_')}.png` });
        expect(await shopper.objections(), path).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${path}: no scrolling sideways`).toBeLessThanOrEqual(0);
      };
      for (const path of pages) await look_at(path);
      await shopper.signIn(CUSTOMERS[language]);
      await look_at('/orders');
    });
  });
}
