import { d } from '../words';
import { late } from './due';

/** Marks a conversation that is over a limit of the shop's. */
export function LateBadge({ id }: { id: string }) {
  return late.value.has(id) ? <span class="badge badge-sm border-error text-error">{d('late')}</span> : null;
}
