import type { Problem } from '../api/problem';
import { formatBytes } from '../text/formats';
import { phraseFor } from '../i18n/phrases';

/** A problem in the face's language where we know its kind, else in the service's own words. */
export function problemWords({ kind, status, detail, limit }: Problem): string {
  const known = status === 503 ? 'unavailable' : kind;
  const most = kind === 'file-too-large' && limit !== null ? formatBytes(limit) : `${limit}`;
  return phraseFor('problem_', known, { detail, limit: most }) ?? detail;
}
