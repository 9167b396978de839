import type { Page } from '@playwright/test';
import { Agent, WORDS } from './agent';
import { expect, test } from './shopper';

/** The list is read whole so often, in milliseconds, whatever is heard. */
const LOOK_EVERY = 30_000;

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('who waits is on the list at once, by an event and not by asking again and again', async ({ shopper, browser }) => {
      const agent = await Agent.open(browser, language);
      const asked: string[] = [];
      agent.page.on('request', (request) => request.url().includes('/desk/handoffs') && asked.push(new URL(request.url()).search));
      await countNews(agent.page);
      const began = Date.now();
      await agent.join('Ann', 'agent');
      await shopper.open();
      await shopper.say(words.ask);
      const about = `${words.parcel} ${Date.now()}`;
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await expect(agent.entry(about)).toBeVisible();
      await agent.page.waitForTimeout(4000);
      const [whole, some] = [asked.filter((search) => search === '').length, asked.filter((search) => search !== '').length];
      const slow = Math.floor((Date.now() - began) / LOOK_EVERY);
      expect(whole, 'whole lists: when the page opens, when its stream does, and one now and then').toBeLessThanOrEqual(2 + slow);
      // Other tests are at the same desk: what happens there is heard here too.
      expect(some, 'one look for each thing that happened').toBeLessThanOrEqual(await news(agent.page));
      expect(some, 'the entry came by an event').toBeGreaterThan(0);
      await agent.page.context().close();
    });
  });
}

/** Counts what a page's stream tells of the desk: it passes all of it on to the other tabs. */
async function countNews(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = window as unknown as { news: number };
    seen.news = 0;
    const post = BroadcastChannel.prototype.postMessage;
    BroadcastChannel.prototype.postMessage = function (told: { event?: { type?: string } }) {
      if (told.event?.type === 'desk.changed') seen.news += 1;
      post.call(this, told);
    };
  });
}

function news(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { news: number }).news);
}
