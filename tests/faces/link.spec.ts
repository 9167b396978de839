import { join } from 'node:path';
import { Agent } from './agent';
import { rows } from './service';
import { expect, place, test } from './shopper';

const WORDS = {
  en: { address: 'please write to mei.link@example.com', back: 'thank you, blue please', unproved: /who writes has not been proved/ },
  zh: { address: '请回复到 mei.link.zh@example.com', back: '谢谢，请寄蓝色的', unproved: /尚未核实发送者的身份/ },
} as const;

/** The link in the newest letter to an address. */
async function linkTo(address: string): Promise<string> {
  const query = `SELECT text FROM outbox WHERE "to" = '${address}' ORDER BY id DESC LIMIT 1`;
  let text = '';
  await expect.poll(async () => (text = String((await rows(join(place.folder, 'shoptalk.db'), query))[0]?.[0] ?? '')), { timeout: 60_000 }).toContain('/panel#');
  return /\S+\/panel#\S+/.exec(text)![0];
}

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('the link in a letter goes on with the talk on a phone', async ({ shopper, browser }) => {
      const agent = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
      await agent.join(`Lea-${language}`, 'agent');
      await shopper.open();
      await shopper.say(agent.words.ask);
      await shopper.field.fill(words.address);
      await shopper.field.press('Enter');
      await agent.entry(words.address).click();
      await agent.page.getByRole('button', { name: agent.words.take, exact: true }).click();
      await agent.say(agent.words.hello);
      const link = await linkTo(/\S+@\S+/.exec(words.address)![0]);
      expect(link.startsWith(place.origin)).toBe(true);
      const phone = await browser.newContext({ viewport: { width: 390, height: 780 }, locale: language === 'zh' ? 'zh-CN' : 'en-US' });
      const page = await phone.newPage();
      await page.goto(link);
      await expect(page.locator('[data-author=agent]')).toContainText(agent.words.hello);
      await expect.poll(() => new URL(page.url()).hash, 'nothing of it stays in the address').toBe('');
      const field = page.getByRole('textbox', { name: /^(Message|消息)$/ });
      await field.fill(words.back);
      await field.press('Enter');
      await expect(agent.from('shopper').last()).toContainText(words.back);
      await expect(agent.log.getByText(words.unproved)).toBeVisible();
      await agent.say(agent.words.again);
      await expect(page.locator('[data-author=agent]').last()).toContainText(agent.words.again);
      if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/link-${language}.png` });
      await page.reload();
      await expect(page.locator('[data-author=agent]').first()).toContainText(agent.words.hello);
      await agent.page.context().close();
      await phone.close();
    });
  });
}
