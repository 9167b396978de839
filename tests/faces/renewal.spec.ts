import type { Page } from '@playwright/test';
import { Agent, WORDS } from './agent';
import { expect, place, Shopper, test } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];

const SAID = {
  en: {
    hello: 'hello', half: 'and one more thing before', menu: 'Menu', save: 'Save or send the conversation', reload: 'Reload', updated: /^There has been an update/, loses: /^Something here is not sent/,
    vase: 'my vase leans to the left', draft: 'I have looked at the vase', figures: 'Figures', talks: 'Conversations',
  },
  zh: {
    hello: '你好', half: '另外还有一件事', menu: '菜单', save: '保存或发送对话记录', reload: '重新加载', updated: /^系统已更新/, loses: /^有内容尚未发送或保存/,
    vase: '我的花瓶往左歪', draft: '花瓶我看过了', figures: '统计', talks: '对话',
  },
} as const;

/**
 * Has pages of a face come from earlier builds, whose code of the given name the service does not have any more.
 *
 * The first page alone, and the service's own from then on; or each page, as of services that differ.
 */
async function ages(page: Page, face: 'panel' | 'desk', gone: string, which: 'first' | 'each' = 'first'): Promise<{ pages: number }> {
  const seen = { pages: 0 };
  let entry = '';
  let build = 0;
  await page.route(
    ({ pathname }) => pathname === `/${face}`,
    async (route) => {
      if (route.request().isNavigationRequest()) seen.pages += 1;
      if (which === 'first' && build > 0) return route.continue();
      build += 1;
      const response = await route.fetch();
      const served = await response.text();
      entry = /src="(\/assets\/[^"]+)"/.exec(served)![1]!;
      await route.fulfill({ response, body: served.replace(entry, `/assets/${face}-earlier${build}.js`) });
    },
  );
  await page.route(new RegExp(`/assets/${face}-earlier\\d+\\.js`), async (route) => {
    const response = await route.fetch({ url: place.origin + entry });
    await route.fulfill({ response, body: (await response.text()).replaceAll(new RegExp(`${gone}-[\\w-]+\\.js`, 'g'), `${gone}-gone.js`) });
  });
  return seen;
}

for (const language of ['en', 'zh'] as const) {
  const words = SAID[language];

  test.describe(language, () => {
    test.use({ language });

    test('a panel that is older than its service says so, and a press brings it up to date with every word', async ({ shopper, page }) => {
      const seen = await ages(page, 'panel', 'TranscriptDialog');
      await shopper.open();
      await shopper.say(words.hello);
      const save = async (): Promise<void> => {
        await shopper.panel.getByRole('button', { name: words.menu, exact: true }).click();
        await shopper.panel.getByRole('button', { name: words.save }).click();
      };
      const reload = shopper.panel.getByRole('button', { name: words.reload });
      await save();
      await shopper.field.fill(words.half);
      await expect(shopper.panel.getByText(words.updated)).toBeVisible();
      expect(await shopper.objections()).toEqual([]);
      if (SHOTS) await shopper.page.screenshot({ path: `${SHOTS}/renewal-panel-${language}.png` });

      // A picture that is picked does not outlive the page.
      const picker = shopper.panel.locator('input[type=file]');
      await picker.setInputFiles({ name: 'dot.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') });
      await expect(shopper.panel.locator('[data-owed]')).toBeVisible();
      await reload.click();
      await expect(shopper.panel.getByText(words.loses)).toBeVisible();
      expect(seen.pages).toBe(1);
      await shopper.panel.locator('[data-owed] button').click();
      await reload.click();
      await expect(reload).toHaveCount(0);
      await expect(shopper.field).toHaveValue(words.half);
      await expect(shopper.from('shopper')).toHaveText([new RegExp(words.hello)]);
      await expect(shopper.from('bot')).toHaveCount(1);
      await save();
      await expect(shopper.panel.getByRole('dialog', { name: words.save })).toBeVisible();
      expect(seen.pages).toBe(2);
      await page.keyboard.press('Escape');
      await page.reload();
      await expect(shopper.from('bot')).toHaveCount(1);
      await expect(shopper.field, 'what was carried over is not brought twice').toHaveValue('');
    });

    test('a panel that nobody looks at comes up to date by itself, once what was said is sent', async ({ shopper, page }) => {
      const seen = await ages(page, 'panel', 'StartAgainDialog');
      let release = (): void => undefined;
      const released = new Promise<void>((done) => (release = done));
      await shopper.open();
      await expect(shopper.panel.getByText(words.updated)).toBeVisible();
      await page.route('**/messages', async (route) => {
        await released;
        await route.continue();
      });
      await shopper.field.fill(words.hello);
      await shopper.field.press('Enter');
      await shopper.field.fill(words.half);
      await shopper.launcher.click();
      await expect(shopper.frame).toBeHidden();
      await page.waitForTimeout(3000);
      expect(seen.pages, 'it waits for what is being sent').toBe(1);
      release();
      await expect.poll(() => seen.pages).toBe(2);
      await shopper.launcher.click();
      await expect(shopper.field).toHaveValue(words.half);
      await expect(shopper.from('shopper')).toHaveText([new RegExp(words.hello)]);
      await expect(shopper.from('bot')).toHaveCount(1);
      await expect(shopper.panel.getByText(words.updated)).toHaveCount(0);
    });

    test('a desk that is older than its service comes up to date with its drafts, by a press or unseen', async ({ browser }) => {
      test.setTimeout(240_000);
      const boss = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
      const login = await boss.join('Vera', 'supervisor');
      expect(login).toBeTruthy();
      const seen = await ages(boss.page, 'desk', 'FiguresPage');
      await boss.visit();
      const about = `${words.vase} ${Date.now()}`;
      const shopper = new Shopper(await (await browser.newContext()).newPage(), language, place.shop);
      await shopper.open();
      await shopper.say(WORDS[language].ask);
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await boss.entry(about).click();
      await boss.page.getByRole('button', { name: boss.words.take, exact: true }).click();
      const field = boss.page.getByRole('textbox', { name: boss.words.reply });
      await field.fill(words.draft);
      const go = (name: string) => boss.page.getByRole('button', { name, exact: true }).click();
      await go(words.figures);
      const reload = boss.page.getByRole('button', { name: words.reload });
      await expect(reload).toBeVisible();
      expect(await boss.objections()).toEqual([]);
      await boss.shoot('renewal');
      await reload.click();
      await expect(boss.page.getByRole('heading', { name: words.figures, level: 2 })).toBeVisible();
      await expect(reload).toHaveCount(0);
      await go(words.talks);
      await boss.entry(about).click();
      await expect(field).toHaveValue(words.draft);
      expect(seen.pages).toBe(2);

      // Another time it lies in the background.
      await boss.page.unrouteAll();
      const again = await ages(boss.page, 'desk', 'FiguresPage');
      await boss.visit();
      await go(words.figures);
      await expect(reload).toBeVisible();
      await boss.page.evaluate(() => Object.defineProperty(document, 'hidden', { get: () => true }));
      await go(words.talks);
      await expect.poll(() => again.pages).toBe(2);
      await expect(boss.entry(about)).toBeVisible();
      await expect(reload).toHaveCount(0);
      await boss.entry(about).click();
      await expect(field).toHaveValue(words.draft);
      await Promise.all([boss, shopper].map((one) => one.page.context().close()));
    });
  });
}

test('a page that each time comes of another build reloads itself once, and then waits for a press', async ({ shopper, page }) => {
  const seen = await ages(page, 'panel', 'StartAgainDialog', 'each');
  await shopper.open();
  await expect(shopper.panel.getByText(SAID.en.updated)).toBeVisible();
  await shopper.launcher.click();
  await expect.poll(() => seen.pages).toBe(2);
  await page.waitForTimeout(8000);
  expect(seen.pages).toBe(2);
  await shopper.launcher.click();
  await expect(shopper.panel.getByText(SAID.en.updated)).toBeVisible();
});

test('a page whose line is cut, and one whose code another service of its build has, go on asking', async ({ shopper, page }) => {
  let tries = 0;
  await page.route(/\/assets\/StartAgainDialog-/, (route) => (tries++ === 0 ? route.fulfill({ status: 404 }) : route.continue()));
  await shopper.open();
  await expect.poll(() => tries).toBe(2);
  await expect(shopper.panel.getByText(SAID.en.updated)).toHaveCount(0);
});
