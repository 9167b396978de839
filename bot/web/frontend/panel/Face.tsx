import type { ReadonlySignal } from '@preact/signals';
import type { ComponentProps } from 'preact';
import { Panel } from './Panel';
import { Teaser } from './Teaser';

interface Props extends ComponentProps<typeof Panel> {
  readonly open: ReadonlySignal<boolean>;
}

/** The panel, or a word beside it while it is closed. */
export function Face({ open, ...panel }: Props) {
  const { conversation, proactive } = panel;
  const due = open.value ? null : proactive.teaser.value;
  if (!due) return <Panel {...panel} />;
  const take = (): void => {
    proactive.take();
    if (due.ask) conversation.say({ text: due.ask }, due.ask);
  };
  return <Teaser proactive={proactive} due={due} onTake={take} />;
}
