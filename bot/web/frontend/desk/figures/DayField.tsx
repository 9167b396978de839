import { useId } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
  readonly required?: boolean;
}

/** A day of the calendar. */
export function DayField({ label, value, onChange, required = true }: Props) {
  const id = useId();
  return (
    <div class="flex flex-col gap-1">
      <label for={id} class="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        type="date"
        class="input min-h-11 border-base-content/50 text-base"
        required={required}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
