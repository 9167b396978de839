import { signal } from '@preact/signals';

/** The talks, and what lies beside them. */
export type PageName = 'talks' | 'requests' | 'figures' | 'audit' | 'accounts' | 'account';

const OF_ROLE: Readonly<Record<string, readonly PageName[]>> = {
  agent: ['talks', 'requests', 'account'],
  supervisor: ['talks', 'requests', 'figures', 'audit', 'account'],
  merchant: ['figures', 'account'],
  admin: ['talks', 'requests', 'figures', 'audit', 'accounts', 'account'],
};

const asked = signal(read());
addEventListener('popstate', () => (asked.value = read()));

/** What a role may open; the service holds everybody to it as well. */
export function pagesOf(role: string): readonly PageName[] {
  return OF_ROLE[role] ?? ['account'];
}

/** The page that is shown: what the address asks for, if the role may open it. */
export function pageOf(role: string): PageName {
  const may = pagesOf(role);
  return may.find((one) => one === asked.value) ?? may[0]!;
}

/** Opens a page; the browser's own back button comes back. */
export function goTo(page: PageName): void {
  const address = new URL(location.href);
  address.searchParams.set('page', page);
  history.pushState(null, '', address);
  asked.value = page;
}

function read(): string {
  return new URLSearchParams(location.search).get('page') ?? 'talks';
}
