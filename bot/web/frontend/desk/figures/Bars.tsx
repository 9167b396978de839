import { span } from './words';

interface Bar {
  readonly name: string;
  /** Seconds, or null where there is nothing to show. */
  readonly value: number | null;
}

/** Bars for the eye; what they say is in the table behind them, so a screen reader passes them over. */
export function Bars({ title, bars }: { title: string; bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map((bar) => bar.value ?? 0));
  if (bars.every((bar) => bar.value === null)) return null;
  return (
    <figure aria-hidden="true" class="flex flex-col gap-2">
      <figcaption class="text-sm">{title}</figcaption>
      <div class="flex flex-col gap-1">
        {bars.map((bar) => (
          <div key={bar.name} class="grid grid-cols-[7rem_minmax(0,1fr)_6rem] items-center gap-2 text-xs">
            <span class="truncate">{bar.name}</span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" class="h-4 w-full text-primary">
              <rect width="100" height="8" rx="1" class="fill-base-200" />
              {bar.value !== null && <rect width={Math.max(1, (100 * bar.value) / most)} height="8" rx="1" fill="currentColor" />}
            </svg>
            <span>{bar.value === null ? '–' : span(bar.value)}</span>
          </div>
        ))}
      </div>
    </figure>
  );
}
