import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Attaching } from './attaching';
import { f } from './words';

interface Props {
  readonly attaching: Attaching;
  /** Whether an answer can be written here. */
  readonly open: boolean;
  readonly children: ComponentChildren;
}

/** Takes files that are dropped on what it holds. */
export function DropZone({ attaching, open, children }: Props) {
  const [over, setOver] = useState(false);
  // Going from one element within to another also leaves the first.
  const depth = useRef(0);
  const holdsFiles = (event: DragEvent): boolean => open && [...(event.dataTransfer?.types ?? [])].includes('Files');
  const move = (by: number) => (event: DragEvent): void => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  const drop = (event: DragEvent): void => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    attaching.add(event.dataTransfer?.files ?? []);
  };
  return (
    <div class="relative flex min-h-48 flex-1 flex-col" onDragEnter={move(1)} onDragLeave={move(-1)} onDragOver={move(0)} onDrop={drop}>
      {children}
      {over && <p class="pointer-events-none absolute inset-2 flex items-center justify-center rounded-2xl border-2 border-dashed border-primary bg-base-100/90 font-semibold">{f('drop')}</p>}
    </div>
  );
}
