import { useId } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  readonly onChange: (value: string) => void;
  /** The label is for screen readers alone. */
  readonly quiet?: boolean;
}

/** One of several, chosen from a list. */
export function Selected({ label, value, options, onChange, quiet = false }: Props) {
  const id = useId();
  return (
    <div class="flex flex-col gap-1">
      <label for={id} class={quiet ? 'sr-only' : 'text-sm font-medium'}>
        {label}
      </label>
      <select
        id={id}
        class="h-11 w-full rounded-(--radius-field) border border-base-content/50 bg-base-100 px-3 text-base text-base-content"
        value={value}
        onChange={(event) => {
          onChange(event.currentTarget.value);
          // What is shown follows from what is so, not from what was asked for.
          event.currentTarget.value = value;
        }}
      >
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
