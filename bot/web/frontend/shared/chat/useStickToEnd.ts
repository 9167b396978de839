import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

const NEAR = 80;

interface StickToEnd {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Whether the reader has scrolled away from the end. */
  readonly away: boolean;
  readonly toEnd: () => void;
  readonly onScroll: () => void;
}

/** Keeps a list at its end while it grows, unless the reader has scrolled up. */
export function useStickToEnd(growth: unknown): StickToEnd {
  const scroller = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  const top = useRef(0);
  const [away, setAway] = useState(false);
  const toEnd = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    sticks.current = true;
    box.scrollTop = box.scrollHeight;
  }, []);
  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    // Growth alone also moves the end away; only a reader moves the list up.
    if (near || box.scrollTop < top.current) sticks.current = near;
    top.current = box.scrollTop;
    setAway(!sticks.current);
  }, []);
  useEffect(() => {
    if (sticks.current) toEnd();
  }, [growth, toEnd]);
  useEffect(() => {
    const box = scroller.current;
    if (!box?.firstElementChild) return;
    // Images and cards that are fetched later make the list grow after it was rendered; opening the panel gives it its size.
    const observer = new ResizeObserver(() => sticks.current && toEnd());
    observer.observe(box);
    observer.observe(box.firstElementChild);
    return () => observer.disconnect();
  }, [toEnd]);
  return { scroller, away, toEnd, onScroll };
}
