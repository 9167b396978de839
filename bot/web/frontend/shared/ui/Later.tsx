import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { fetched } from './fetched';

/** A component whose code is fetched when it is first shown, or ahead of that with `come`; shows nothing until then. */
export function later<P extends object>(load: () => Promise<{ default: ComponentType<P> }>) {
  let Shown: ComponentType<P> | null = null;
  let coming: Promise<void> | undefined;
  const come = (): Promise<void> => (coming ??= fetched(load).then((module) => void (Shown = module.default)));
  function Later(props: P) {
    const [, show] = useState(!!Shown);
    // Also where it came between being rendered and this.
    useEffect(() => void come().then(() => show(true)), []);
    return Shown && <Shown {...props} />;
  }
  return Object.assign(Later, { come });
}
