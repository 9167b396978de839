import { inkOn } from '../shared/text/accent';
import type { Look } from '../shared/look';

const ACCENT = '#1d5c4b';
const ABOVE = '2147483000';

/**
 * The launcher's looks, adopted as a style sheet: a shop's Content-Security-Policy may forbid inline styles.
 *
 * What a shadow root says of its host with `!important` goes before whatever the page says, a reset with `!important` too.
 */
export function styleOf({ accent = ACCENT, zIndex = ABOVE, corner }: Look): string {
  const side = sideOf(corner);
  return `:host{all:initial!important;--accent:${accent}!important;--ink:${inkOn(accent)}!important;direction:ltr!important;position:fixed!important;inset:auto!important;bottom:20px!important;${side}:20px!important;z-index:${zIndex}!important;font:16px system-ui!important;pointer-events:auto!important}
button{all:unset;box-sizing:border-box;position:relative;display:grid;place-items:center;width:56px;height:56px;border-radius:50%;cursor:pointer;background:var(--accent);color:var(--ink);box-shadow:0 0 0 1px #fff8,0 6px 20px #0004;forced-color-adjust:none}
button:focus-visible{outline:3px solid #000;outline-offset:3px;box-shadow:0 0 0 3px #fff}
i{width:28px;height:28px;background:currentColor;clip-path:path(evenodd,"M14 3C7 3 2 7 2 13q0 4 4 7l-1 6 6-3q1 .3 3 .3c7 0 12-4 12-10S21 3 14 3zM9 11.5a1.5 1.5 0 100 3 1.5 1.5 0 000-3zm5 0a1.5 1.5 0 100 3 1.5 1.5 0 000-3zm5 0a1.5 1.5 0 100 3 1.5 1.5 0 000-3z")}
b{position:absolute;top:-4px;right:-4px;box-sizing:border-box;min-width:22px;height:22px;padding:0 5px;border-radius:11px;background:#b91c1c;color:#fff;font:700 12px/22px system-ui;text-align:center}
[hidden]{display:none}
iframe{position:fixed;${side}:20px;bottom:88px;width:min(400px,calc(100vw - 40px));height:min(680px,calc(100dvh - 108px));border:0;border-radius:18px;background:Canvas;box-shadow:0 12px 48px #0005}
@media${PHONE}{iframe{inset:0;width:100%;height:100dvh;border-radius:0}}
iframe.t{inset:auto;${side}:20px;bottom:88px;width:min(340px,calc(100vw - 40px));border-radius:18px}
@media(prefers-reduced-motion:no-preference){button{transition:transform .15s}button:hover{transform:scale(1.05)}}
@media print{:host{display:none!important}}`;
}

function sideOf(corner = 'end'): 'left' | 'right' {
  if (corner === 'left' || corner === 'right') return corner;
  const rtl = getComputedStyle(document.documentElement).direction === 'rtl';
  return (corner === 'start') === rtl ? 'right' : 'left';
}

/** Where the panel fills the screen. */
export const PHONE = '(max-width:480px),(max-height:480px)';
