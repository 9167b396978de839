import type { Page } from '@playwright/test';

const AT_MOST_MS = 1000;

/** Waits until what moves on the page has come to rest: a colour on its way to another one is neither.
 *
 * What turns for ever or goes with the scrolling never ends, and neither does what the page itself holds back.
 */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async (atMost) => {
    const ending = document
      .getAnimations()
      .filter((one) => one.timeline instanceof DocumentTimeline && one.effect?.getComputedTiming().iterations !== Infinity);
    const rest = Promise.allSettled(ending.map((one) => one.finished));
    await Promise.race([rest, new Promise((done) => setTimeout(done, atMost))]);
  }, AT_MOST_MS);
}
