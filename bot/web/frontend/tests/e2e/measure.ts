import { expect, type Locator, type Page } from '@playwright/test';
// Named with its ending: the faces' tests, which are no part of this package, load this file too, and there nothing completes the name.
import { contrast } from './contrast.ts';

const CJK = /[\u4e00-\u9fff]/;
/** Named in the other language on purpose: the way to it. */
const OTHER = { en: '中文', zh: 'English' } as const;
/** WCAG 2.2: a target's pixels, and how far words and drawings stand out from what is behind them. */
const LEAST = { pixels: 24, words: 4.5, drawing: 3 } as const;

/** A control has a name in the language, room for a finger, and contrast at rest, under the pointer and in focus. */
export async function measure(page: Page, target: Locator, language: 'en' | 'zh'): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const name = await target.evaluate(nameOf);
  expect(name).not.toBe('');
  if (name !== OTHER[language]) expect(CJK.test(name), name).toBe(language === 'zh');
  const { width, height } = (await target.boundingBox())!;
  expect(Math.min(width, height), `${name}: ${width} x ${height}`).toBeGreaterThanOrEqual(LEAST.pixels);
  const isField = await target.evaluate((element) => element.matches('textarea, input'));
  const least = isField || (await target.evaluate((element) => !!element.textContent?.trim())) ? LEAST.words : LEAST.drawing;
  await page.mouse.move(1, 1);
  expect(await contrast(target), `${name} at rest`).toBeGreaterThanOrEqual(least);
  if (isField) {
    expect(await contrast(target, 'edge'), `the edge of ${name}`).toBeGreaterThanOrEqual(LEAST.drawing);
    expect(await contrast(target, 'placeholder'), `what stands in ${name}`).toBeGreaterThanOrEqual(LEAST.words);
  }
  // As the keyboard gets there: a press of a key makes the browser show the focus.
  await page.keyboard.press('Control');
  await target.focus();
  await expect.poll(() => ring(target), `${name} shows its focus`).toBeGreaterThanOrEqual(2);
  await page.waitForTimeout(220);
  expect(await contrast(target), `${name} in focus`).toBeGreaterThanOrEqual(least);
  // What is disabled takes no pointer, and looks as it does at rest.
  await target.hover({ force: true });
  await page.waitForTimeout(220);
  expect(await contrast(target), `${name} under the pointer`).toBeGreaterThanOrEqual(least);
}

/** How wide, in pixels, the line around what has the focus is. */
export async function ring(shown: Locator): Promise<number> {
  return shown.evaluate((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle === 'none' ? 0 : parseFloat(outlineWidth);
  });
}

/** What a screen reader calls a control: its own label, else the words around or in it. */
export function nameOf(element: Element): string {
  const label = (element as HTMLInputElement).labels?.[0]?.textContent;
  return (element.getAttribute('aria-label') ?? label ?? element.textContent ?? '').trim();
}

/** Those of `all` that move or fade for longer than is seen. */
export async function moving(all: Locator): Promise<string[]> {
  return all.evaluateAll((elements) =>
    elements.filter((element) => {
      const { animationName, animationDuration, animationIterationCount, transitionDuration } = getComputedStyle(element);
      const long = (durations: string): boolean => durations.split(',').some((duration) => parseFloat(duration) > 0.001);
      return (animationName !== 'none' && (long(animationDuration) || animationIterationCount === 'infinite')) || long(transitionDuration);
    }).map((element) => element.outerHTML.slice(0, 80)),
  );
}
