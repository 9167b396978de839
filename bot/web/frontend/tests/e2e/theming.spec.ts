import type { Locator } from '@playwright/test';
import { atRest } from './contrast';
import { expect, test } from './world';

const WIDE = 1280;

for (const [direction, corner, side] of [
  ['ltr', undefined, 'right'],
  ['rtl', undefined, 'left'],
  ['rtl', 'right', 'right'],
  ['ltr', 'left', 'left'],
  ['rtl', 'start', 'right'],
] as const) {
  test(`on a page that is written ${direction}, the corner ${corner ?? 'unsaid'} is the ${side} one`, async ({ widget, page }) => {
    await page.setViewportSize({ width: WIDE, height: 800 });
    await widget.open(`?dir=${direction}${corner ? `&corner=${corner}` : ''}`);
    // Under the pointer the button grows.
    await page.mouse.move(WIDE / 2, 100);
    const fromSide = async (element: Locator): Promise<number> => {
      const { x, width } = (await element.boundingBox())!;
      return side === 'left' ? x : WIDE - x - width;
    };
    for (const element of [widget.launcher, widget.frame]) await expect.poll(() => fromSide(element)).toBe(20);
    expect((await widget.frame.boundingBox())!.width).toBe(400);
  });
}

test('the shop names its assistant, greets in its own words and shows its mark, in the language of the panel', async ({ widget }) => {
  await widget.open('?title=Ask+Maple&title-zh=问枫巷&greeting=Welcome+back!&logo=/images/gifts.svg&z-index=40');
  const title = widget.panel.getByRole('heading', { level: 1 });
  await expect(title).toHaveText('Ask Maple');
  await expect(widget.frame).toHaveAttribute('title', 'Ask Maple');
  await expect(widget.panel.getByRole('heading', { level: 2 })).toHaveText('Welcome back!');
  const logo = widget.panel.locator('header img');
  expect(await logo.boundingBox()).toMatchObject({ width: 36, height: 36 });
  await expect.poll(() => logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await expect(widget.page.locator('shoptalk-widget')).toHaveCSS('z-index', '40');
  expect(await widget.objections()).toEqual([]);
  await widget.panel.getByRole('button', { name: 'Menu' }).click();
  await widget.panel.getByRole('button', { name: '中文' }).click();
  await expect(title).toHaveText('问枫巷');
  await expect(widget.frame).toHaveAttribute('title', '问枫巷');
  await expect(widget.launcher).toHaveAccessibleName('关闭聊天');
});

test('a mark that is not there leaves no hole', async ({ widget }) => {
  await widget.open('?logo=/images/nothing.svg');
  await expect(widget.panel.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(widget.panel.locator('header img')).toHaveCount(0);
});

test('a page changes the look while it is there', async ({ widget, page }) => {
  await widget.open('?theme=light');
  const root = widget.panel.locator('html');
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.evaluate(() => window.Shoptalk!.set({ theme: 'dark', accent: '#ffd166', corner: 'left', title: 'Night desk', language: 'zh' }));
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await expect(root).toHaveAttribute('lang', 'zh-CN');
  await expect(widget.panel.locator('header').first()).toHaveCSS('background-color', 'rgb(255, 209, 102)');
  await expect(widget.panel.getByRole('heading', { level: 1 })).toHaveText('Night desk');
  await expect(widget.launcher).toHaveCSS('background-color', 'rgb(255, 209, 102)');
  await expect.poll(async () => (await widget.launcher.boundingBox())!.x).toBeLessThanOrEqual(20);
  await page.evaluate(() => window.Shoptalk!.set({ theme: 'auto' }));
  await expect(root).not.toHaveAttribute('data-theme', /./);
});

test('whatever the accent, what is written on it is read: 4.5 to 1 at rest, 3 to 1 for icons under the pointer', async ({ widget, page }) => {
  await widget.open();
  for (const accent of ['#ffffff', '#000000', '#767676', '#777777', '#ff0000', '#00a2ff', '#ffd166', '#8b8b00']) {
    await page.evaluate((accent) => window.Shoptalk!.set({ accent }), accent);
    const header = widget.panel.locator('header').first();
    await expect(header).toHaveCSS('background-color', rgb(accent));
    const ink = await header.evaluate((element) => getComputedStyle(element).color);
    expect(contrast(ink, rgb(accent)), accent).toBeGreaterThanOrEqual(4.5);
    const close = widget.panel.getByRole('button', { name: 'Close chat' });
    await close.hover();
    await page.waitForTimeout(300);
    await atRest(close);
    const veil = await close.evaluate((element) => {
      const canvas = document.createElement('canvas').getContext('2d')!;
      canvas.fillStyle = getComputedStyle(element.closest('header')!).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      canvas.fillStyle = getComputedStyle(element).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      return `rgb(${[...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)].join(', ')})`;
    });
    const icon = await close.evaluate((element) => getComputedStyle(element).color);
    expect(contrast(icon, veil), `${accent} under the pointer`).toBeGreaterThanOrEqual(3);
  }
});

function rgb(hex: string): string {
  return `rgb(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(', ')})`;
}

function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = color.match(/\d+(\.\d+)?/g)!.map((part) => {
    const channel = Number(part) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
