import { useId } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'email' | 'password' | 'date' | 'number';
  readonly autocomplete?: string;
  readonly required?: boolean;
  readonly inputMode?: 'decimal';
  readonly placeholder?: string;
  readonly maxLength?: number;
  /** Of a number, which is whole and not below zero. */
  readonly max?: number;
}

/** A labelled line to be filled in. */
export function Field({ label, value, onChange, type = 'text', autocomplete = 'off', required = true, ...more }: Props) {
  const id = useId();
  const kind = type === 'number' ? { type, min: 0, step: 1 } : { type };
  return (
    <div class="flex flex-col gap-1">
      <label for={id} class="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        class={`input min-h-11 border-base-content/50 text-base ${type === 'date' ? '' : 'w-full'}`}
        // Preact types each kind of input apart.
        {...(kind as { type: 'text' })}
        {...more}
        required={required}
        autocomplete={autocomplete}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
