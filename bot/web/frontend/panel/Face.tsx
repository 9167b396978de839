import type { ComponentProps } from 'preact';
import { Panel } from './Panel';
import { Teaser } from './Teaser';

/** The panel, or a word beside it while it is closed. */
export function Face({ open, ...panel }: ComponentProps<typeof Panel>) {
  const { conversation, proactive } = panel;
  const due = open.value ? null : proactive.teaser.value;
  if (!due) return <Panel open={open} {...panel} />;
  const take = (): void => {
    proactive.take();
    if (due.ask) conversation.say({ text: due.ask }, due.ask);
  };
  return <Teaser proactive={proactive} due={due} onTake={take} />;
}
