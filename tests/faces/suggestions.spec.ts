import { expect, test, type Language } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];

const WORDS: Readonly<Record<Language, { readonly list: string; readonly customer: string; readonly stock: string; readonly inStock: RegExp; readonly buyers: RegExp; readonly own: RegExp; readonly anywhere: string }>> = {
  en: {
    list: 'Suggested questions', customer: 'C-1004', stock: 'Is the Hush 75 quiet keyboard in stock?', inStock: /in stock/, buyers: /^What do buyers say about the /, own: /^Where is order (W\d+)\?$/, anywhere: 'Where is my order?',
  },
  zh: {
    list: '推荐问题', customer: 'C-1001', stock: '静语75静音键盘有货吗？', inStock: /有货/, buyers: /大家评价怎么样？$/, own: /^订单(W\d+)到哪了？$/, anywhere: '我的订单到哪里了？',
  },
};

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('a product page suggests questions about its product, and they are answered', async ({ shopper, page }) => {
      await shopper.open('/products/KB-101');
      const list = shopper.panel.getByRole('list', { name: words.list });
      await expect(list.getByRole('button').first()).toHaveText(words.stock);
      await expect(list.getByRole('button', { name: words.buyers })).toBeVisible();
      expect(await shopper.objections()).toEqual([]);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-opener-product.png` });
      const answer = await shopper.press(words.stock);
      await expect(answer).toContainText(words.inStock);
    });

    test('a guest is offered what fits anywhere, a customer the order that is on its way', async ({ shopper, page }) => {
      await shopper.open();
      const list = shopper.panel.getByRole('list', { name: words.list });
      await expect(list.getByRole('button').first()).toHaveText(words.anywhere);
      await expect(list.getByRole('button', { name: words.own })).toHaveCount(0);
      await page.evaluate(() => sessionStorage.clear());
      await shopper.signIn(words.customer);
      await shopper.launcher.click();
      const own = list.getByRole('button', { name: words.own });
      await expect(own).toHaveCount(1);
      const order = words.own.exec((await own.innerText()).trim())![1]!;
      const reply = await shopper.press(words.own);
      await expect(reply.getByRole('article')).toContainText(order);
    });
  });
}
