import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { png, type Chosen } from '../../bot/web/frontend/tests/e2e/chosen';
import { Line } from './line';
import { rows } from './service';
import { expect, place, Shopper, test, type Language } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];
/** Longer than the widget may pause between two tries. */
const BACK = { timeout: 60_000 };

const WORDS: Readonly<Record<Language, Readonly<Record<'hello' | 'private' | 'toSend', string>>>> = {
  en: { hello: 'hello, two photos are coming, 5531', private: 'my address is 5 Mill Lane', toSend: 'Pictures to send' },
  zh: { hello: '您好，我要发两张照片，5532', private: '我的地址是磨坊巷5号', toSend: '待发送的图片' },
};
const CUSTOMERS: Readonly<Record<Language, string>> = { en: 'C-1004', zh: 'C-1001' };

async function pick(shopper: Shopper, ...files: Chosen[]): Promise<void> {
  await shopper.panel.locator('input[type=file]').setInputFiles(files);
}

/** How many pictures of the shopper's are drawn that the service has. */
function drawn(shopper: Shopper): Promise<number> {
  return shopper.from('shopper').locator('img').evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).complete && (one as HTMLImageElement).naturalWidth > 0).length);
}

/** A page whose only way into the network is `line`, and which hears the service's events some time before its answer. */
async function slowlyAnswered(browser: Browser, line: Line): Promise<Page> {
  const page = await (await browser.newContext({ proxy: line.proxy })).newPage();
  await page.route('**/messages', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    try {
      const response = await route.fetch();
      await new Promise((resolve) => setTimeout(resolve, 500));
      await route.fulfill({ response });
    } catch {
      await route.abort();
    }
  });
  return page;
}

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    for (const reloaded of [false, true]) {
      test(`photos without words that wait for the line are all sent, each once${reloaded ? ', the first from an earlier page' : ''}`, async ({ browser }) => {
        const line = await Line.open();
        const shopper = new Shopper(await slowlyAnswered(browser, line), language, place.shop);
        await shopper.open();
        await shopper.say(`${words.hello} ${reloaded}`);
        line.cut();
        const waiting = shopper.panel.locator('[data-delivery]');
        const shades = [60, 120, 180];
        for (const shade of shades) {
          await pick(shopper, png(`${shade}.png`, [shade, 90, 90]));
          await shopper.field.press('Enter');
          if (!reloaded || shade !== shades[0]) continue;
          await expect(waiting).toHaveAttribute('data-delivery', 'waiting');
          line.heal();
          await shopper.page.route('**/{messages,attachments}', (route) => route.abort());
          await shopper.page.reload();
          await expect(waiting).toHaveAttribute('data-delivery', 'waiting');
          line.cut();
          await shopper.page.unroute('**/{messages,attachments}');
        }
        await expect(waiting).toHaveCount(shades.length);
        await expect(waiting.first()).toHaveAttribute('data-delivery', 'waiting');
        if (SHOTS && !reloaded) await shopper.page.screenshot({ path: `${SHOTS}/photos-wait-${language}.png` });
        line.heal();
        await expect(waiting).toHaveCount(0, BACK);
        await expect.poll(() => drawn(shopper), 'all of them are there').toBe(shades.length);
        const session = JSON.parse((await shopper.page.evaluate(() => localStorage.getItem('shoptalk')))!);
        const stored = `SELECT count(*), count(DISTINCT id) FROM attachments WHERE conversation_id = '${session.conversation_id}'`;
        expect(await rows(join(place.folder, 'shoptalk.db'), stored)).toEqual([[shades.length, shades.length]]);
        await shopper.page.reload();
        await expect.poll(() => drawn(shopper)).toBe(shades.length);
        // The page may have been left before the last answer came: then it asks once more, under the same key.
        const kept = (): Promise<string[]> => shopper.page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes('.out.')));
        await expect.poll(kept).toEqual([]);
        expect(await rows(join(place.folder, 'shoptalk.db'), stored)).toEqual([[shades.length, shades.length]]);
        if (SHOTS && !reloaded) await shopper.page.screenshot({ path: `${SHOTS}/photos-sent-${language}.png` });
        await shopper.page.context().close();
        await line.close();
      });
    }

    test('a sign-out in one tab leaves nothing of what was being written in another', async ({ shopper, page, context }) => {
      await shopper.signIn(CUSTOMERS[language]);
      await shopper.launcher.click();
      await shopper.field.fill(words.private);
      await pick(shopper, png('home.png', [30, 90, 150]));
      const picked = shopper.panel.getByRole('list', { name: words.toSend });
      await expect(picked.getByRole('listitem')).toHaveCount(1);
      const other = await context.newPage();
      await other.goto(`${place.shop}/`);
      await other.locator('form[action="/sign-out"] button').click();
      await expect(other.locator('[data-signed-in]')).toHaveCount(0);
      await expect(shopper.field, 'the words are gone').toHaveValue('');
      await expect(picked, 'and the picture').toHaveCount(0);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/signed-out-elsewhere-${language}.png` });
    });
  });
}
