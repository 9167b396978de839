import { expect, test } from './world';

const LOOKS = [
  { language: 'en', theme: 'light', phone: false },
  { language: 'zh', theme: 'dark', phone: true },
  { language: 'en', theme: 'dark', phone: true },
  { language: 'zh', theme: 'light', phone: false },
] as const;

const WORDS = {
  en: ['How do returns work?', 'Where is my order?', 'A gift please', 'Please cancel it', 'Is it loud?', 'To a person'],
  zh: ['怎么退货？', '我的订单在哪', '想买礼物', '帮我取消', '大家评价怎么样', '转人工'],
} as const;

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];

for (const { language, theme, phone } of LOOKS) {
  const look = `${language}-${theme}-${phone ? 'phone' : 'desktop'}`;

  test.describe(look, () => {
  test.use(phone ? { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true } : { viewport: { width: 1280, height: 800 } });

  test(`every state is accessible and in its place`, async ({ page, widget }) => {
    test.slow();
    await widget.open(`?language=${language}&theme=${theme}`);
    const shoot = async (name: string): Promise<void> => {
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${look}-${name}.png` });
    };
    await shoot('0-opener');
    expect(await widget.objections()).toEqual([]);
    await expect.poll(() => widget.frame.boundingBox()).toEqual(phone ? { x: 0, y: 0, width: 390, height: 780 } : { x: 860, y: 32, width: 400, height: 680 });

    for (const [index, words] of WORDS[language].entries()) {
      const before = await widget.panel.locator('[data-author=bot]').count();
      await widget.say(words);
      await expect(widget.panel.locator('[data-author=bot]:not([data-draft])')).toHaveCount(before + 1, { timeout: 30_000 });
      await shoot(`${index + 1}`);
      expect(await widget.objections(), words).toEqual([]);
      const scroller = widget.panel.getByRole('region').first();
      expect(await scroller.evaluate((box) => box.scrollWidth - box.clientWidth), 'nothing sticks out sideways').toBe(0);
    }
    if (phone) {
      const small = await widget.panel.locator('button:visible, a:visible').evaluateAll((all) =>
        all.filter((element) => !element.matches('.citation') && element.getBoundingClientRect().height < 43.5).map((element) => element.outerHTML.slice(0, 120)),
      );
      expect(small, 'targets of 44 px').toEqual([]);
    }
    await widget.panel.getByRole('button', { name: /^(Source|来源) 1/ }).last().click();
    await expect(widget.panel.getByRole('dialog')).toBeVisible();
    await shoot('7-source');
    expect(await widget.objections()).toEqual([]);
    await page.keyboard.press('Escape');
    await widget.panel.getByRole('button', { name: /Menu|菜单/ }).click();
    await shoot('8-menu');
    expect(await widget.objections()).toEqual([]);
  });
  });
}

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true });

  test('no field is so small that the browser magnifies the page for it', async ({ page, widget, world }) => {
    await widget.open();
    await page.evaluate(() => window.Shoptalk!.on('addToCart', () => true));
    await widget.say('I have moved');
    await expect(widget.panel.getByRole('form')).toBeVisible();
    const price = { amount: 7900, currency: 'USD' };
    const variants = ['Black', 'White'].map((title) => ({ variant_id: title, title, price, in_stock: true, most: 10 }));
    world.service.latest.add('bot', [{ kind: 'products', items: [{ product_id: 'KB-1', title: 'Keyboard', price, in_stock: true, variants }] }]);
    await expect(widget.panel.locator('[data-cart] select')).toHaveCount(2);
    const sizes = await widget.panel.locator('select, textarea, input:not([type=file])').evaluateAll((all) => all.map((field) => parseFloat(getComputedStyle(field).fontSize)));
    expect(sizes.length).toBeGreaterThan(5);
    expect(Math.min(...sizes), 'iOS does so below 16 pixels').toBeGreaterThanOrEqual(16);
  });
});
