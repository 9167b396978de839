import { contrast } from '../../bot/web/frontend/tests/e2e/contrast';
import { expect, test, type Language } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];

const CASES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    mover: 'C-1016', moved: 'W10184', move: 'change the address of W10184', title: 'New address', street: 'Street and number', town: 'Town or city', state: 'State or province', code: 'Postcode',
    send: 'Use this address', closed: 'This form is closed.', looks: 'Postcode: please write it like 97201', wanted: 'Street and number: please fill this in', said: 'New address: 44 Pine Street, Fresno, CA 93701, US',
    returner: 'C-1045', back: 'I want to return something from W10081', return: 'Return', goOn: 'Go on with these', many: 'How many:', pick: 'Items: pick at least one', leave: 'Leave it as it is', money: 'My money back', other: 'Another size or kind',
    question: 'how long does delivery take?',
  },
  zh: {
    mover: 'C-1035', moved: 'W10198', move: 'W10198改个地址', title: '新的收货地址', street: '街道与门牌号', town: '城市', state: '省或州', code: '邮编',
    send: '使用此地址', closed: '此表单已关闭。', looks: '邮编：请按 97201 这样的格式填写', wanted: '请填写街道与门牌号', said: '新的收货地址：44 Pine Street, Fresno, CA 93701, US',
    returner: 'C-1054', back: '我想退W10077里的东西', return: '退货', goOn: '提交', many: '数量：', pick: '商品：请至少选择一项', leave: '先不办了', money: '退款', other: '换其他尺码或款式',
    question: '配送要多久？',
  },
};

for (const { language, theme, phone } of [
  { language: 'en', theme: 'light', phone: false },
  { language: 'zh', theme: 'dark', phone: true },
] as const) {
  const words = CASES[language] as Record<string, string>;

  test.describe(`${language} ${theme}`, () => {
    test.use({ language, colorScheme: theme, ...(phone ? { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true } : {}) });

    test('an address is filled in by keys alone, corrected at the field, confirmed and written once', async ({ shopper, page }) => {
      await shopper.openAs(words['mover']!);
      const form = (await shopper.say(words['move']!)).getByRole('form', { name: words['title']! });
      await expect(form.getByRole('combobox', { name: words['state']! })).toBeVisible();
      expect(await shopper.objections()).toEqual([]);
      expect(await shopper.overflow()).toBe(0);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-form-address.png` });
      // What is wrong is said at its field, which has the focus then.
      const street = form.getByRole('textbox', { name: words['street']! });
      await street.focus();
      await page.keyboard.press('Enter');
      await expect(street).toBeFocused();
      await expect(street).toHaveAccessibleDescription(words['wanted']!);
      expect(await contrast(form.getByText(words['wanted']!))).toBeGreaterThanOrEqual(4.5);
      expect(await shopper.objections()).toEqual([]);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-form-wrong.png` });
      await page.keyboard.type('44 Pine Street');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await expect(form.getByRole('textbox', { name: words['town']! })).toBeFocused();
      await page.keyboard.type('Fresno');
      await page.keyboard.press('Tab');
      await page.keyboard.type('Calif');
      await expect(form.getByRole('combobox', { name: words['state']! })).toHaveValue('CA');
      await page.keyboard.press('Tab');
      await page.keyboard.type('9370');
      await page.keyboard.press('Enter');
      const code = form.getByRole('textbox', { name: words['code']! });
      await expect(code).toBeFocused();
      await expect(code).toHaveAccessibleDescription(words['looks']!);
      await page.keyboard.press('End');
      await page.keyboard.type('1');
      const replies = await shopper.from('bot').count();
      await page.keyboard.press('Enter');
      await expect(shopper.from('shopper').last()).toContainText(words['said']!);
      await expect(shopper.from('bot')).toHaveCount(replies + 1);
      await expect(shopper.panel.locator('[data-form=closed]').last()).toContainText(words['closed']!);
      const card = shopper.panel.getByRole('group', { name: shopper.words.confirmation });
      await expect(card).toContainText('44 Pine Street, Fresno, CA 93701, US');
      await card.getByRole('button', { name: shopper.words.yes }).click();
      await expect(shopper.from('bot')).toHaveCount(replies + 2);
      await expect(shopper.from('bot').last()).toContainText('Fresno');
      expect(await shopper.objections()).toEqual([]);
    });

    test('a return is one form: which, how many and what for; it is shut by other words', async ({ shopper, page }) => {
      await shopper.openAs(words['returner']!);
      await shopper.say(words['back']!);
      const form = shopper.panel.getByRole('form', { name: words['return']! });
      await expect(form).toBeVisible();
      expect(await shopper.objections()).toEqual([]);
      expect(await shopper.overflow()).toBe(0);
      await form.getByRole('button', { name: words['goOn']! }).click();
      await expect(form.getByText(words['pick']!)).toBeVisible();
      await expect(form.getByRole('checkbox').first()).toBeFocused();
      const item = form.getByRole('checkbox').last();
      await item.press('Space');
      const many = form.getByRole('combobox', { name: new RegExp(`^${words['many']!}`) });
      if (await many.count()) await many.selectOption('1');
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-form-return.png` });
      await form.getByRole('radio', { name: words['money']! }).check();
      // Asked anew after a question in between: the first form is shut, a new one is there.
      await shopper.say(words['question']!);
      await expect(shopper.panel.locator('[data-form=open]')).toHaveCount(1);
      await expect(shopper.panel.locator('[data-form=closed]')).toHaveCount(1);
      const again = shopper.panel.locator('[data-form=open]');
      await again.getByRole('checkbox').last().check();
      const replies = await shopper.from('bot').count();
      await again.getByRole('button', { name: words['goOn']! }).click();
      await expect(shopper.from('shopper').last()).toContainText(words['return']!);
      await expect(shopper.from('shopper').last()).toContainText('×');
      await expect(shopper.from('bot')).toHaveCount(replies + 1);
      await expect(shopper.panel.locator('[data-form=open]')).toHaveCount(0);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-form-returned.png` });
      expect(await shopper.objections()).toEqual([]);
    });
  });
}
