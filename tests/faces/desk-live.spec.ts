import { Agent, WORDS } from './agent';
import { expect, test } from './shopper';

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('who waits is on the list at once, by an event and not by asking again and again', async ({ shopper, browser }) => {
      const agent = await Agent.open(browser, language);
      const asked: string[] = [];
      agent.page.on('request', (request) => request.url().includes('/desk/handoffs') && asked.push(new URL(request.url()).search));
      await agent.join('Ann', 'agent');
      await shopper.open();
      await shopper.say(words.ask);
      const about = `${words.parcel} ${Date.now()}`;
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await expect(agent.entry(about)).toBeVisible({ timeout: 6000 });
      await agent.page.waitForTimeout(4000);
      expect(asked.filter((search) => search === '').length, 'whole lists: when the page opens and when its stream does').toBeLessThanOrEqual(2);
      expect(asked.length, 'one look for each thing that happened').toBeLessThanOrEqual(9);
      await agent.page.context().close();
    });
  });
}
