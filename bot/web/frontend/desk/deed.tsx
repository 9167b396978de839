import { useState } from 'preact/hooks';
import { Problem } from '../shared/api/problem';
import { problemWords } from './problems';

/** What is said of problems where the usual words would not do, by kind. */
export type Known = Readonly<Record<string, string>>;

export interface Deed {
  readonly busy: boolean;
  readonly trouble: string | null;
  readonly done: string | null;
  /** Does something, once at a time, and says how it ended; whether it was done. */
  run(what: () => Promise<unknown>, said?: string, known?: Known): Promise<boolean>;
}

/** Something a form does. */
export function useDeed(): Deed {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const run: Deed['run'] = async (what, said = '', known = {}) => {
    if (busy) return false;
    setBusy(true);
    setTrouble(null);
    setDone(null);
    try {
      await what();
      setDone(said);
      return true;
    } catch (error) {
      setTrouble(troubleWords(error, known));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, trouble, done, run };
}

/** How a deed ended, for eyes and for screen readers. */
export function Outcome({ deed }: { deed: Deed }) {
  return (
    <>
      <p role="alert" class={deed.trouble ? 'text-error' : 'sr-only'}>
        {deed.trouble}
      </p>
      <p role="status" class={deed.done ? 'text-success' : 'sr-only'}>
        {deed.done}
      </p>
    </>
  );
}

/** What cannot be taken is told in the service's own words, which name what is accepted, unless a form has better ones. */
export function troubleWords(error: unknown, known: Known = {}): string {
  if (!(error instanceof Problem)) return problemWords(error);
  return known[error.kind] ?? (error.kind === 'invalid-input' ? error.detail : problemWords(error));
}
