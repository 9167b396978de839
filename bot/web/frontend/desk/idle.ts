/** `click` and `input` alone are what a screen reader or dictation leaves. */
const DONE = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'click', 'input'] as const;

/** As long as between two of the page's beats: what is done after a break is told at once, for it may come at the last moment. */
const BREAK = 15_000;

let last: number | null = null;
let returned: () => void = () => undefined;
for (const kind of DONE) addEventListener(kind, note, { capture: true, passive: true });

/** Whole seconds since a person last did something in this page; null where nobody has yet. */
export function idleFor(): number | null {
  return last === null ? null : Math.ceil(Math.max(0, Date.now() - last) / 1000);
}

/** Hears whenever something is done in this page after a break. */
export function onReturn(listener: () => void): void {
  returned = listener;
}

function note(event: Event): void {
  // What lies under a pointer at rest may move, which browsers tell as a move of the pointer.
  const moves = !(event instanceof PointerEvent) || event.type !== 'pointermove' || event.movementX !== 0 || event.movementY !== 0;
  if (!event.isTrusted || !moves) return;
  const [now, before] = [Date.now(), last];
  last = now;
  if (before === null || now - before > BREAK) returned();
}
