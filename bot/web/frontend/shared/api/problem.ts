import { list, number, object, text } from './read';

/** An error answer of the service (RFC 9457): `detail` says in words what was wrong and what is accepted. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    /** What tells problems of one status apart, such as "choice-expired"; empty if the service did not say. */
    readonly kind = '',
    /** Seconds after which the service wants to be asked again, if it said so. */
    readonly retryAfter: number | null = null,
    /** Of a form: what is wrong with which field. */
    readonly fields: Readonly<Record<string, string>> = {},
    /** What is accepted at most, where something was too large or one too many. */
    readonly limit: number | null = null,
  ) {
    super(detail);
    this.name = 'Problem';
  }

  /** The token is not, or no longer, good for this conversation. */
  get expired(): boolean {
    return this.status === 401 || this.kind === 'conversation-not-found';
  }

  /** The service is busy and will take the same request later. */
  get busy(): boolean {
    return this.status === 429 || this.status === 503;
  }

  /** A proxy before the service found nobody behind it: they say so by several statuses, and by no problem of ours. */
  get unreached(): boolean {
    return !this.kind && (this.status === 404 || this.status > 501);
  }

  /** The same request may be taken later. */
  get passing(): boolean {
    return this.unreached || this.busy || this.status >= 500;
  }

  static async from(response: Response): Promise<Problem> {
    const retryAfter = secondsUntil(response.headers.get('Retry-After'));
    const body = object(await response.json().catch(() => null));
    const detail = text(body?.['detail']) ?? text(body?.['title']) ?? `${response.status} ${response.statusText}`.trim();
    const kind = /^urn:shoptalk:problem:(.+)$/.exec(text(body?.['type']) ?? '')?.[1];
    return new Problem(response.status, detail, kind, retryAfter, Object.fromEntries(list(body?.['errors'], readFieldError)), number(body?.['limit']) ?? null);
  }
}

function readFieldError(value: unknown): readonly [string, string] | undefined {
  const json = object(value);
  const field = text(json?.['field']);
  const detail = text(json?.['detail']);
  return field && detail ? [field, detail] : undefined;
}

/** Reads a Retry-After header, which holds either seconds or a date. */
export function secondsUntil(header: string | null, now = Date.now()): number | null {
  if (!header) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}
