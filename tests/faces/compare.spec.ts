import { expect, test, type Language } from './shopper';

const TALKS: Readonly<Record<Language, { readonly ask: string; readonly titles: readonly string[]; readonly prices: readonly string[] }>> = {
  en: { ask: 'compare the Heron desk lamp and the Heron Clamp desk lamp', titles: ['Heron desk lamp', 'Heron Clamp desk lamp'], prices: ['Price', '$59.00–$62.00', '$69.00'] },
  zh: { ask: '对比一下苍鹭台灯和苍鹭夹式台灯', titles: ['苍鹭台灯', '苍鹭夹式台灯'], prices: ['价格', 'US$59.00–US$62.00', 'US$69.00'] },
};

for (const language of ['en', 'zh'] as const) {
  for (const [size, viewport] of Object.entries({ desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 780 } })) {
    const { ask, titles, prices } = TALKS[language];

    test.describe(`${language}, ${size}`, () => {
      test.use({ language, viewport });

      test('two products stand beside one another, each value under its own', async ({ shopper, page }) => {
        await shopper.open();
        const table = (await shopper.say(ask)).getByRole('table');
        await expect(table.locator('thead tr > *')).toHaveText(['', ...titles]);
        await expect(table.getByRole('columnheader')).toHaveText(titles);
        const row = table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: prices[0]!, exact: true }) });
        await expect(row.locator('> *')).toHaveText(prices);
        expect(await table.evaluate((shown) => shown.scrollWidth - shown.parentElement!.clientWidth), 'no column has to be looked for').toBeLessThanOrEqual(0);
        expect(await shopper.overflow()).toBe(0);
        expect(await shopper.objections()).toEqual([]);
        if (process.env['SHOTS']) {
          await table.scrollIntoViewIfNeeded();
          await page.screenshot({ path: `${process.env['SHOTS']}/compare-${language}-${size}.png` });
        }
      });
    });
  }
}
