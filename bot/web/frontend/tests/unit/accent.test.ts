import { expect, test } from 'vitest';
import { inkOn, readAccent } from '../../shared/text/accent';

test('a colour is six or three digits and nothing else', () => {
  expect(readAccent('#ABC')).toBe('#aabbcc');
  expect(readAccent(' #1d5c4b ')).toBe('#1d5c4b');
  for (const other of ['red', '#12', '#1234567', '#fff;}*{display:none', null]) expect(readAccent(other)).toBeUndefined();
});

test('the ink is readable on every accent', () => {
  const linear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
  const luminance = (hex: string): number => {
    const [r, g, b] = [1, 3, 5].map((at) => linear(parseInt(hex.slice(at, at + 2), 16) / 255)) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const hex = (n: number): string => n.toString(16).padStart(2, '0');
  for (let red = 0; red < 256; red += 17)
    for (let green = 0; green < 256; green += 17)
      for (let blue = 0; blue < 256; blue += 51) {
        const accent = `#${hex(red)}${hex(green)}${hex(blue)}`;
        const [dark, light] = [luminance(accent), luminance(inkOn(accent))].sort((a, b) => a - b) as [number, number];
        expect((light + 0.05) / (dark + 0.05), accent).toBeGreaterThanOrEqual(4.5);
      }
});
