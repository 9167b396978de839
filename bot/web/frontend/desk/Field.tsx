import { useId } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly type: 'text' | 'email' | 'password';
  readonly autocomplete: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A labelled line to be filled in. */
export function Field({ label, type, autocomplete, value, onChange }: Props) {
  const id = useId();
  return (
    <div class="flex flex-col gap-1">
      <label for={id} class="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        class="input min-h-11 w-full border-base-content/50 text-base"
        // Preact types each kind of input apart.
        {...({ type } as { type: 'text' })}
        required
        autocomplete={autocomplete}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
