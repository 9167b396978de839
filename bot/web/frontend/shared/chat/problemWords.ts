import { Problem } from '../api/problem';
import { formatBytes } from '../text/formats';
import { phraseFor, t } from '../i18n/phrases';

/** What went wrong in the face's language where we know its kind, else in the service's own words; without an answer of the service it is the line. */
export function problemWords(error: unknown): string {
  if (!(error instanceof Problem)) return t('connectionLost');
  const { kind, status, detail, limit } = error;
  const known = status === 503 ? 'unavailable' : kind;
  const most = kind === 'file-too-large' && limit !== null ? formatBytes(limit) : `${limit}`;
  return phraseFor('problem_', known, { detail, limit: most }) ?? detail;
}
