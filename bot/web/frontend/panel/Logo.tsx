import { useState } from 'preact/hooks';

/** The shop's own mark; one that does not load leaves no hole. */
export function Logo({ src }: { src: string }) {
  const [missing, setMissing] = useState(false);
  if (missing) return null;
  return <img src={src} alt="" class="me-2 size-9 shrink-0 rounded-lg bg-white object-contain p-0.5" onError={() => setMissing(true)} />;
}
