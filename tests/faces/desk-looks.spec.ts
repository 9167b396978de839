import { contrast } from '../../bot/web/frontend/tests/e2e/contrast';
import { settled } from '../../bot/web/frontend/tests/e2e/settled';
import { Agent } from './agent';
import { expect, test } from './shopper';

const WORDS = {
  en: { pages: 'Pages', requests: 'Requests', figures: 'Figures', log: 'Log', accounts: 'Accounts', account: 'My account', all: 'All conversations', atDesk: 'At the desk', more: 'More filters', about: 'the spout of my samovar drips, number 4471' },
  zh: { pages: '页面', requests: '退换与问题', figures: '统计', log: '操作记录', accounts: '账号管理', account: '我的账号', all: '全部对话', atDesk: '工作台', more: '更多筛选', about: '我的茶炊龙头漏水，编号3381' },
} as const;

/** 320 CSS pixels wide is what is left of 1280 at 400 %, and of a small phone at 100 % (WCAG 1.4.10). */
const WIDTHS = { wide: { width: 1360, height: 820 }, half: { width: 640, height: 410 }, phone: { width: 390, height: 780 }, narrow: { width: 320, height: 640 } } as const;
/** A theme has the same colours at every width: one of them is examined in both. */
const EXAMINED: readonly string[] = ['light wide', 'dark wide', 'light narrow'];

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('every page of the desk is accessible, whole and in its place, at every width, light and dark', async ({ shopper, browser }) => {
      test.setTimeout(600_000);
      const boss = await Agent.open(browser, language, { viewport: WIDTHS.wide });
      await boss.join('Ada', 'admin');
      await shopper.open();
      await shopper.say(boss.words.ask);
      await shopper.field.fill(words.about);
      await shopper.field.press('Enter');
      const { page } = boss;
      const goTo = async (name: string): Promise<void> => {
        await page.getByRole('navigation', { name: words.pages }).getByRole('button', { name, exact: true }).click();
        await expect(page.getByRole('main').getByRole('heading', { level: 2 }).first()).toBeFocused();
      };
      const places: readonly [string, () => Promise<void>][] = [
        ['queue', async () => expect(boss.entry(words.about)).toBeVisible()],
        ['all', async () => {
          await page.getByRole('button', { name: words.all }).click();
          await page.getByRole('navigation', { name: words.all }).getByText(words.more).click();
          await expect(page.getByRole('navigation', { name: words.all }).getByRole('listitem').first()).toBeVisible();
        }],
        ['talk', async () => {
          await page.getByRole('button', { name: words.atDesk, exact: true }).click();
          await boss.entry(words.about).click();
          await expect(boss.log).toContainText(words.about);
        }],
        ['requests', () => goTo(words.requests)],
        ['figures', () => goTo(words.figures)],
        ['log', () => goTo(words.log)],
        ['accounts', () => goTo(words.accounts)],
        ['account', () => goTo(words.account)],
      ];
      const wrong: string[] = [];
      for (const [place, open] of places) {
        await page.setViewportSize(WIDTHS.wide);
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
        await open();
        await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined);
        for (const theme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
          await settled(page);
          for (const [width, size] of Object.entries(WIDTHS)) {
            await page.setViewportSize(size);
            const at = `${place} ${theme} ${width}`;
            const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
            if (over > 0) wrong.push(`${at}: sticks out by ${over}`);
            wrong.push(...(await cutOff(page)).map((one) => `${at}: ${one} is cut off`));
            wrong.push(...(await cutHints(page)).map((one) => `${at}: the hint of ${one} is cut off`));
            if (EXAMINED.includes(`${theme} ${width}`)) wrong.push(...(await boss.objections()).map((one) => `${at}: ${one}`));
            await boss.shoot(`${place}-${theme}-${width}`);
          }
        }
      }
      expect(wrong).toEqual([]);

      await page.setViewportSize(WIDTHS.wide);
      for (let step = 0; step < 20; step += 1) {
        await page.keyboard.press('Tab');
        const seen = await page.evaluate(() => {
          const style = getComputedStyle(document.activeElement!);
          return document.activeElement === document.body || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
        });
        expect(seen, `focus is seen at step ${step}`).toBe(true);
      }
      await goTo(words.accounts);
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        for (const look of ['btn-primary', 'btn:not(.btn-primary)']) {
          const button = page.getByRole('main').locator(`button.${look}`).first();
          await button.evaluate((one: HTMLButtonElement) => (one.disabled = true));
          expect.soft(await contrast(button), `${look} that is switched off, ${theme}`).toBeGreaterThanOrEqual(3);
          await button.evaluate((one: HTMLButtonElement) => (one.disabled = false));
        }
      }
      await page.context().close();
    });
  });
}

/** Buttons and fields that reach beyond the window's sides, be the page scrolled sideways or not. */
async function cutOff(page: Agent['page']): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (box: Element | null): boolean => box !== null && (['auto', 'scroll'].includes(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth ? true : scrolls(box.parentElement));
    return [...document.querySelectorAll('button, input, select, textarea, a[href]')]
      .filter((one) => {
        const { left, right, width } = one.getBoundingClientRect();
        return width > 1 && (left < -1 || right > innerWidth + 1) && !scrolls(one.parentElement);
      })
      .map((one) => `${one.tagName.toLowerCase()} ${(one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 40)}`);
  });
}

/** Fields with several lines that have no room for their hint. */
async function cutHints(page: Agent['page']): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('textarea')]
      .filter((one) => {
        const was = one.value;
        one.value = one.placeholder;
        const isCut = one.clientWidth > 0 && one.scrollHeight > one.clientHeight + 1;
        one.value = was;
        return isCut;
      })
      .map((one) => one.ariaLabel ?? ''),
  );
}
