import { Agent } from './agent';
import { expect, Shopper, test } from './shopper';

const WORDS = {
  en: { seen: 'Seen', bowl: 'my sugar bowl has a crack', first: 'Hello, Ann here.', second: 'A new bowl is on its way.', unread: /, 1 unread$/ },
  zh: { seen: '已读', bowl: '我的糖罐裂了一道缝', first: '您好，我是小安。', second: '新的糖罐已经寄出。', unread: /1 条未读消息$/ },
} as const;

/** Puts the tab behind another, or before it, as far as its pages can tell: the browsers of tests show all of theirs at once. */
async function lies(shopper: Shopper, hidden: boolean): Promise<void> {
  await shopper.panel.locator('body').evaluate((_, behind) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => behind });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('an open panel in a tab behind another one sees nothing, and the tab in front counts on', async ({ shopper, shop, browser }) => {
      const ann = await Agent.open(browser, language);
      await ann.join('Ann', 'agent');
      await shopper.open();
      await shopper.say(ann.words.ask);
      const about = `${words.bowl} ${Date.now()}`;
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await ann.entry(about).click();
      await ann.page.getByRole('button', { name: ann.words.take, exact: true }).click();
      await ann.say(words.first);
      await expect(ann.log.getByRole('listitem').last()).toHaveText(words.seen);

      const front = new Shopper(await shopper.page.context().newPage(), language, shop);
      await front.visit();
      await expect(front.launcher).toHaveAttribute('aria-expanded', 'false');
      await lies(shopper, true);
      await ann.say(words.second);
      await expect(shopper.from('agent').last(), 'the panel behind has it').toContainText(words.second);
      await expect(front.launcher, 'the badge in front tells of it').toHaveAccessibleName(words.unread);
      await ann.page.waitForTimeout(2000);
      await expect(front.launcher).toHaveAccessibleName(words.unread);
      await expect.poll(() => shopper.page.evaluate(() => window.Shoptalk!.unread), 'and so does the page around').toBe(1);
      await expect(ann.log.getByRole('listitem').last(), 'nothing stands below it').toContainText(words.second);
      await ann.shoot('not-seen');

      await lies(shopper, false);
      await expect(ann.log.getByRole('listitem').last()).toHaveText(words.seen);
      await expect(front.launcher).not.toHaveAccessibleName(words.unread);
      await ann.page.context().close();
    });
  });
}
