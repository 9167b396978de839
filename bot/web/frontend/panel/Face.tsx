import type { ComponentProps } from 'preact';
import { Panel } from './Panel';
import { Teaser } from './Teaser';

interface Props extends ComponentProps<typeof Panel> {
  readonly onSay: (words: string) => void;
}

/** The panel, or a word beside it while it is closed. */
export function Face({ open, onSay, ...panel }: Props) {
  const { proactive } = panel;
  const due = open.value ? null : proactive.teaser.value;
  if (!due) return <Panel open={open} {...panel} />;
  const take = (): void => {
    proactive.take();
    if (due.ask) onSay(due.ask);
  };
  return <Teaser proactive={proactive} due={due} onTake={take} />;
}
