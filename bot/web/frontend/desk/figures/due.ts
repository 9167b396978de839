import { computed, effect, signal } from '@preact/signals';
import { list, object, text } from '../../shared/api/read';
import type { Desk } from '../desk';

const TICK = 10_000;

interface ByWhen {
  readonly answerBy: number | null;
  readonly endBy: number | null;
}

const byWhen = signal<ReadonlyMap<string, ByWhen>>(new Map());
const now = signal(Date.now());

/** The open conversations that are over a limit of the shop's: told as soon as they are, since the service says by when. */
export const late = computed<ReadonlySet<string>>(() => {
  const over = [...byWhen.value].filter(([, due]) => (due.answerBy ?? Infinity) < now.value || (due.endBy ?? Infinity) < now.value);
  return new Set(over.map(([id]) => id));
});

/** Reads anew whenever what is at the desk has changed; returns what ends it. */
export function followDue(desk: Desk): () => void {
  const stop = effect(() => {
    if (desk.handoffs.value.length > 0) void look(desk);
  });
  const timer = setInterval(() => (now.value = Date.now()), TICK);
  return () => {
    stop();
    clearInterval(timer);
  };
}

async function look(desk: Desk): Promise<void> {
  // Without it nothing is flagged; the list itself says when the service does not answer.
  const json = await desk.client.read('/desk/due').catch(() => undefined);
  if (!json) return;
  byWhen.value = new Map(list(json['due'], readDue));
  now.value = Date.now();
}

function readDue(value: unknown): [string, ByWhen] | undefined {
  const json = object(value);
  const id = text(json?.['conversation_id']);
  const moment = (name: string): number | null => {
    const at = text(json?.[name]);
    return at ? Date.parse(at) : null;
  };
  return id ? [id, { answerBy: moment('answer_by'), endBy: moment('end_by') }] : undefined;
}
