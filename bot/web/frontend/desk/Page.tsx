import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { later } from '../shared/ui/Later';
import type { Desk } from './desk';

const AccountPage = later(() => import('./account/AccountPage'));
const AccountsPage = later(() => import('./account/AccountsPage'));
const AuditPage = later(() => import('./audit/AuditPage'));
const ClaimsPage = later(() => import('./claims/ClaimsPage'));
const FiguresPage = later(() => import('./figures/FiguresPage'));

const PAGES = { account: AccountPage, accounts: AccountsPage, audit: AuditPage, figures: FiguresPage, requests: ClaimsPage } as const;

interface Props {
  readonly desk: Desk;
  readonly name: keyof typeof PAGES;
}

/** A page beside the talks; the code of each is fetched when it is first opened. */
export function Page({ desk, name }: Props) {
  const Shown = PAGES[name];
  return (
    <main class="min-h-0 flex-1 overflow-y-auto" tabIndex={-1}>
      <Shown key={name} desk={desk} />
    </main>
  );
}

/** The frame of a page: its heading has the focus when it opens. */
export function Sheet({ title, children }: { title: string; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="mx-auto flex w-full max-w-5xl flex-col gap-6 p-4 pb-12">
      <h2 ref={heading} tabIndex={-1} class="text-xl font-semibold">
        {title}
      </h2>
      {children}
    </div>
  );
}

/** A part of a page, with a heading of its own. */
export function Block({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="flex flex-col gap-3 rounded-2xl border border-base-300 bg-base-100 p-4" aria-label={title}>
      <h3 class="font-semibold">{title}</h3>
      {children}
    </section>
  );
}
