import { readFileSync } from 'node:fs';
import { rows } from './service';
import { expect, place, test, type Language } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];
const STORE = (): string => place.environment['STORE_URL']!.replace('sqlite+aiosqlite:///', '');

const WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    customer: 'C-1004', order: 'where is W10102?', card: 'Order W10102: ', menu: 'Menu', item: 'Save or send the conversation', text: 'Download as text', page: 'Download as a page',
    email: 'E-mail address to send it to', send: 'Send by e-mail', sent: 'On its way to ', wrong: 'That did not work: please write one e-mail address, such as mei.lin@example.com', you: 'You', assistant: 'Assistant',
  },
  zh: {
    customer: 'C-1001', order: 'W10121到哪了', card: '订单 W10121：', menu: '菜单', item: '保存或发送对话记录', text: '下载为文本', page: '下载为网页',
    email: '接收邮箱', send: '发送到邮箱', sent: '已发送至 ', wrong: '操作未成功：请填写一个邮箱地址，例如 mei.lin@example.com', you: '您', assistant: '助手',
  },
};

for (const { language, theme, phone } of [
  { language: 'en', theme: 'dark', phone: false },
  { language: 'zh', theme: 'light', phone: true },
] as const) {
  const words = WORDS[language] as Record<string, string>;

  test.describe(language, () => {
    test.use({ language, colorScheme: theme, timezoneId: 'Asia/Shanghai', ...(phone ? { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true } : {}) });

    test('the conversation is saved as text and as a page, and sent by mail', async ({ shopper, page }) => {
      await shopper.signIn(words['customer']!);
      await shopper.open();
      await shopper.say(words['order']!);
      await shopper.panel.getByRole('button', { name: words['menu']! }).click();
      await shopper.panel.getByRole('button', { name: words['item']! }).click();
      const dialog = shopper.panel.getByRole('dialog', { name: words['item']! });
      const save = async (name: string): Promise<string> => {
        const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name }).click()]);
        expect(download.suggestedFilename()).toMatch(/^conversation-\d{4}-\d\d-\d\d\.(txt|html)$/);
        return readFileSync(await download.path(), 'utf8');
      };
      const text = await save(words['text']!);
      expect(text).toContain(words['card']!);
      expect(text).toMatch(new RegExp(`UTC\\+08:00\\] ${words['you']}\\n {2}.*${words['order']!.replace('?', '\\?')}`));
      expect(text).toContain(`UTC+08:00] ${words['assistant']}`);
      const saved = await save(words['page']!);
      expect(saved).toContain(`<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">`);
      expect(saved).toContain(words['card']!);

      const field = dialog.getByRole('textbox', { name: words['email']! });
      const address = `friend.${language}@example.com`;
      await field.fill('nobody@localhost');
      await dialog.getByRole('button', { name: words['send']! }).click();
      await expect(dialog.getByRole('status')).toHaveText(words['wrong']!);
      await field.fill(address);
      await field.press('Enter');
      await expect(dialog.getByRole('status')).toHaveText(new RegExp(`${words['sent']}${address}`));
      const letters = (): Promise<unknown[][]> => rows(STORE(), `SELECT text FROM outbox WHERE "to" = '${address}'`);
      await expect.poll(async () => (await letters()).length).toBe(1);
      expect((await letters())[0]![0]).toContain(words['card']!);
      expect(await shopper.objections()).toEqual([]);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-transcript.png` });
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
      await expect(shopper.field).toBeVisible();
    });
  });
}
