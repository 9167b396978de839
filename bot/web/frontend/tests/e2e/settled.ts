import type { Page } from '@playwright/test';

const AT_MOST_MS = 5000;

/** Waits until what moves on the page, and in what it frames, has come to rest: a colour on its way to another one is neither.
 *
 * What turns for ever or goes with the scrolling never ends, and neither does what the page itself holds back.
 */
export async function settled(page: Page): Promise<void> {
  await Promise.all(
    page.frames().map((frame) =>
      frame.locator(':root').evaluate(async (_, atMost) => {
        const ending = document
          .getAnimations()
          .filter((one) => one.playState === 'running' && one.timeline instanceof DocumentTimeline && one.effect?.getComputedTiming().iterations !== Infinity);
        const rest = Promise.allSettled(ending.map((one) => one.finished));
        await Promise.race([rest, new Promise((done) => setTimeout(done, atMost))]);
      }, AT_MOST_MS),
    ),
  );
}
