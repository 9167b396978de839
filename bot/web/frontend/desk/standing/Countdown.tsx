import { useEffect, useState } from 'preact/hooks';
import { h } from './words';

/** How long is left to answer what was given to one. Seconds are for the eye; a screen reader hears it once. */
export function Countdown({ by }: { by: number }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, Math.ceil((by - now) / 1000));
  return (
    <p class="font-medium text-error" role="timer" data-countdown={left}>
      {left > 0 ? h('answerIn', { time: clock(left) }) : h('answerNow')}
    </p>
  );
}

export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
