import type { Locator, Page } from '@playwright/test';

const AT_MOST_MS = 5000;

/** Waits until what moves on the page, and in what it frames, has come to rest: a colour on its way to another one is neither.
 *
 * What turns for ever or goes with the scrolling never ends, and neither does what the page itself holds back.
 */
export async function settled(page: Page): Promise<void> {
  await Promise.all(page.frames().map((frame) => ended(frame.locator(':root'), true)));
}

/** The same of an element and of whatever it lies in. */
export async function atRest(element: Locator): Promise<void> {
  await ended(element, false);
}

async function ended(element: Locator, within: boolean): Promise<void> {
  await element.evaluate(
    async (shown, { atMost, within }) => {
      const boxes: Element[] = [];
      for (let box: Element | null = shown; box; box = box.parentElement) boxes.push(box);
      const moving = within ? document.getAnimations() : boxes.flatMap((box) => box.getAnimations());
      const ending = moving.filter((one) => one.playState === 'running' && one.timeline instanceof DocumentTimeline && one.effect?.getComputedTiming().iterations !== Infinity);
      const rest = Promise.allSettled(ending.map((one) => one.finished));
      await Promise.race([rest, new Promise((done) => setTimeout(done, atMost))]);
    },
    { atMost: AT_MOST_MS, within },
  );
}
