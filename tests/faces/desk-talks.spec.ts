import { Agent } from './agent';
import { expect, test } from './shopper';

const WORDS = {
  en: {
    question: 'Do you have a teapot for two?', before: 'Do you have a teapot for four?', piece: 'teapot for tw', all: 'All conversations', search: 'Search', whose: 'Whose', bot: 'With the assistant', past: 'Earlier conversations',
    menu: 'Menu', startAgain: 'Start a new conversation', yes: 'Start anew', ask: 'I want to talk to a person', reply: 'Reply', nothing: 'Nothing was found.', withBot: /assistant/i,
  },
  zh: {
    question: '你们有两人用的茶壶吗？', before: '你们有四人喝的茶壶吗？', piece: '人用的茶', all: '全部对话', search: '搜索', whose: '接待者', bot: '由助手接待', past: '以往的对话',
    menu: '菜单', startAgain: '开始新的对话', yes: '重新开始', ask: '转人工', reply: '回复', nothing: '没有找到。', withBot: /助手/,
  },
} as const;

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('every conversation is found by its words and read without a say in it', async ({ shopper, browser }) => {
      const agent = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
      await agent.join('Ann', 'agent');
      await shopper.open();
      await shopper.say(words.question);
      await agent.page.getByRole('button', { name: words.all }).click();
      const list = agent.page.getByRole('navigation', { name: words.all });
      await list.getByLabel(words.whose).selectOption({ label: words.bot });
      await list.getByRole('searchbox', { name: words.search }).fill(words.piece);
      const entry = list.getByRole('listitem').getByRole('button').filter({ hasText: words.question }).first();
      await expect(entry).toBeVisible();
      expect(await agent.objections()).toEqual([]);
      await entry.click();
      await expect(agent.from('shopper').first()).toContainText(words.question);
      await expect(agent.page.getByRole('heading', { name: words.withBot })).toBeVisible();
      await expect(agent.page.getByRole('textbox', { name: words.reply }), 'nobody speaks who has not taken it').toHaveCount(0);
      await agent.shoot('all');
      await list.getByRole('searchbox', { name: words.search }).fill('zzzz');
      await expect(list.getByText(words.nothing)).toBeVisible();
      await agent.page.context().close();
    });

    test('what a signed-in customer said before stands beside the talk', async ({ shopper, browser }) => {
      const agent = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
      await agent.join('Ann', 'agent');
      await shopper.signIn(language === 'en' ? 'C-1004' : 'C-1001');
      await shopper.open();
      await shopper.say(words.before);
      await shopper.panel.getByRole('button', { name: words.menu }).click();
      await shopper.panel.getByRole('button', { name: words.startAgain }).click();
      await shopper.panel.getByRole('button', { name: words.yes }).click();
      await expect(shopper.from('bot'), 'it begins anew').toHaveCount(0);
      await shopper.say(words.ask);
      const mine = `${process.pid} ${language} ${Date.now()}`;
      await shopper.field.fill(mine);
      await shopper.field.press('Enter');
      await agent.entry(mine).click();
      const past = agent.page.getByRole('heading', { name: words.past }).locator('..');
      await past.getByRole('button').filter({ hasText: words.before }).first().click();
      await expect(agent.from('shopper').first()).toContainText(words.before);
      await agent.page.context().close();
    });
  });
}
