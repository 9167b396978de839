import type { Locator } from '@playwright/test';

const AT_MOST_MS = 5000;

/** What of an element is seen: its text, whose colour its icons take too; its edge; what stands in a field that is empty. */
export type Seen = 'text' | 'edge' | 'placeholder';

/** Waits until an element and whatever it lies in has come to rest, as `settled` does for a page.
 *
 * It stands here since the faces' tests load this file from outside of the package, where it may import none of its own.
 */
export async function atRest(element: Locator): Promise<void> {
  await element.evaluate(async (shown, atMost) => {
    const moving: Animation[] = [];
    for (let box: Element | null = shown; box; box = box.parentElement) moving.push(...box.getAnimations());
    const ending = moving.filter((one) => one.playState === 'running' && one.timeline instanceof DocumentTimeline && one.effect?.getComputedTiming().iterations !== Infinity);
    const rest = Promise.allSettled(ending.map((one) => one.finished));
    await Promise.race([rest, new Promise((done) => setTimeout(done, atMost))]);
  }, AT_MOST_MS);
}

/** The contrast (WCAG 2.2) of what is seen of an element to what lies behind it. */
export async function contrast(element: Locator, seen: Seen = 'text'): Promise<number> {
  // A colour on its way to another one is neither.
  await atRest(element);
  return element.evaluate((shown, seen) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const paint = (colours: readonly string[]): number[] => {
      canvas.clearRect(0, 0, 1, 1);
      for (const colour of colours) {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
      }
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const behind: string[] = [];
    for (let box: Element | null = shown; box; box = box.parentElement) {
      const { backgroundColor, opacity } = getComputedStyle(box);
      if (opacity !== '1') throw new Error(`seen through (${opacity}), which is not reckoned with: ${box.outerHTML.slice(0, 120)}`);
      behind.unshift(backgroundColor);
    }
    const luminance = (colours: readonly string[]): number => {
      const [red, green, blue] = paint(colours).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    };
    const { color, borderBottomColor } = getComputedStyle(shown, seen === 'placeholder' ? '::placeholder' : null);
    const [a, b] = [luminance(['white', ...behind]), luminance(['white', ...behind, seen === 'edge' ? borderBottomColor : color])];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }, seen);
}
