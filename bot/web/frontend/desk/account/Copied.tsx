import { useId, useState } from 'preact/hooks';
import { a } from './words';

interface Props {
  readonly label: string;
  readonly text: string;
  readonly copy: string;
}

/** Something to be taken away, with a button that copies it; it can always be selected by hand. */
export function Copied({ label, text, copy }: Props) {
  const id = useId();
  const [told, setTold] = useState('');
  const take = async (): Promise<void> => {
    // Without HTTPS browsers give no clipboard.
    const done = await (navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))).then(
      () => true,
      () => false,
    );
    setTold(a(done ? 'copied' : 'notCopied'));
  };
  return (
    <div class="flex flex-col gap-1">
      <label for={id} class="text-sm font-medium">
        {label}
      </label>
      <div class="flex flex-wrap gap-2">
        <textarea
          id={id}
          class="textarea min-h-11 min-w-0 flex-1 resize-none border-base-content/50 font-mono text-sm"
          rows={text.split('\n').length}
          readOnly
          value={text}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="btn min-h-11" onClick={() => void take()}>
          {copy}
        </button>
      </div>
      <p role="status" class="text-sm">
        {told}
      </p>
    </div>
  );
}
