import type { Client } from '../shared/api/client';
import { Problem } from '../shared/api/problem';
import type { Language } from '../shared/i18n/language';
import type { Session } from '../shared/protocol';

const ENDINGS = { text: 'txt', html: 'html' } as const;

/** The conversation to take away. Every way raises Problem when the service refuses. */
export class Transcript {
  constructor(
    private readonly client: Client,
    private readonly session: () => Session | null,
  ) {}

  /** Hands the browser a file. */
  async save(form: 'text' | 'html', language: Language): Promise<void> {
    const query = new URLSearchParams({ format: form, language, zone: zone() });
    const url = URL.createObjectURL(await this.client.file(this.#session(), `transcript?${query}`));
    const link = document.createElement('a');
    link.href = url;
    link.download = `conversation-${new Date().toISOString().slice(0, 10)}.${ENDINGS[form]}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  async mail(email: string, language: Language): Promise<void> {
    await this.client.of(this.#session(), 'transcript/mail', { email, language, zone: zone() });
  }

  #session(): Session {
    const session = this.session();
    if (!session) throw new Problem(401, 'There is no conversation.');
    return session;
  }
}

/** Where the shopper's clock stands; some browsers do not tell. */
function zone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
