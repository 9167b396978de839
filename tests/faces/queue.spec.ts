import { Agent } from './agent';
import { expect, place, test } from './shopper';
import { unique } from './unique';

const WORDS = {
  en: { place: 'Your place in the queue: ', first: 'my kettle leaks at its base', second: 'my kettle whistles out of tune', third: 'my kettle has no lid' },
  zh: { place: '您当前排在第 ', first: '我的水壶底座漏水', second: '我的水壶叫声走调', third: '我的水壶没有盖子' },
} as const;

/** Somebody else who asks for a person, before the shopper of the test. */
async function waits(ask: string, about: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const begun = await (await fetch(`${place.origin}/api/v1/conversations`, { method: 'POST', headers, body: '{}' })).json();
  const own = `${place.origin}/api/v1/conversations/${begun.conversation_id}/messages?wait=true`;
  for (const text of [ask, about]) {
    const said = await fetch(own, { method: 'POST', headers: { ...headers, Authorization: `Bearer ${begun.token}` }, body: JSON.stringify({ text }) });
    expect((await said.json()).status).toBe('queued');
  }
}

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('who waits reads their place as it changes', async ({ shopper, browser }) => {
      const agent = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
      await agent.join(`Quinn-${language}`, 'agent');
      // As many as no number of talks that go back to the queue meanwhile makes up for.
      const abouts = [words.first, words.second, words.third, words.first, words.second, words.third].map(unique);
      for (const about of abouts) await waits(agent.words.ask, about);
      await shopper.open();
      await shopper.say(agent.words.ask);
      const notice = shopper.from('bot').filter({ hasText: words.place });
      await expect(notice).toHaveCount(1);
      const placeNow = async (): Promise<number> => Number(/(\d+)/.exec((await notice.innerText()).split(words.place)[1]!)![1]);
      const before = await placeNow();
      expect(before).toBeGreaterThan(1);
      // Other tests ask and are taken at the same desk, some of them before their turn: more than one leaves the queue here.
      for (const about of abouts) {
        const take = agent.page.getByRole('button', { name: agent.words.take, exact: true });
        await agent.entry(about).click();
        await expect(agent.from('shopper').last()).toContainText(about);
        await take.click();
        await expect(take).toHaveCount(0);
      }
      await expect.poll(placeNow, { timeout: 20_000 }).toBeLessThan(before);
      await expect(notice, 'the same notice says so').toHaveCount(1);
      await shopper.page.reload();
      await expect(notice).toHaveCount(1);
      await expect.poll(placeNow, 'a reload shows the place as it is now').toBeLessThan(before);
      if (process.env['SHOTS']) await shopper.page.screenshot({ path: `${process.env['SHOTS']}/queue-${language}.png` });
      await agent.page.context().close();
    });
  });
}
