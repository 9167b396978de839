import type { Problem } from '../api/problem';
import { phraseFor } from '../i18n/phrases';

/** A problem in the face's language where we know its kind, else in the service's own words. */
export function problemWords({ kind, status, detail }: Problem): string {
  const known = status === 503 ? 'unavailable' : kind;
  return phraseFor('problem_', known, { detail }) ?? detail;
}
