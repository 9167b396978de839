/** A colour as #rgb or #rrggbb, lower case and long; undefined for anything else. */
export function readAccent(value: string | null | undefined): string | undefined {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(value?.trim() ?? '')?.[1]?.toLowerCase();
  if (!hex) return undefined;
  return `#${hex.length === 3 ? hex.replace(/./g, '$&$&') : hex}`;
}

/** Black or white, whichever is read better on the accent: always at least 4.5 to 1 (WCAG 2.2, 1.4.3). */
export function inkOn(accent: string): '#000000' | '#ffffff' {
  const part = (at: number): number => linear(parseInt(accent.slice(at, at + 2), 16) / 255);
  const luminance = 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? '#ffffff' : '#000000';
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
