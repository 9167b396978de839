/** An error answer of the service (RFC 9457): `detail` says in words what was wrong and what is accepted. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    /** Seconds after which the service wants to be asked again, if it said so. */
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
    this.name = 'Problem';
  }

  /** The token is not, or no longer, good for this conversation. */
  get expired(): boolean {
    return this.status === 401 || this.status === 404;
  }

  /** The service is busy and will take the same request later. */
  get busy(): boolean {
    return this.status === 429 || this.status === 503;
  }

  static async from(response: Response): Promise<Problem> {
    const retryAfter = secondsUntil(response.headers.get('Retry-After'));
    return new Problem(response.status, await detailOf(response), retryAfter);
  }
}

async function detailOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === 'object' && body !== null) {
    const { detail, title } = body as Record<string, unknown>;
    if (typeof detail === 'string' && detail) return detail;
    if (typeof title === 'string' && title) return title;
  }
  return `${response.status} ${response.statusText}`.trim();
}

/** Reads a Retry-After header, which holds either seconds or a date. */
export function secondsUntil(header: string | null, now = Date.now()): number | null {
  if (!header) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}
