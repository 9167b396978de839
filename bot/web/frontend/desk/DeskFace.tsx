import type { ComponentProps } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { language } from '../shared/i18n/phrases';
import type { Alerts } from './alerts/alerts';
import { AlertSettings } from './alerts/AlertSettings';
import { Approvals } from './Approvals';
import { Assist } from './assist/assist';
import { CannedDialog } from './assist/CannedDialog';
import { MacroDialog } from './assist/MacroDialog';
import { SidePane } from './assist/SidePane';
import { later } from '../shared/ui/Later';
import type RenewalBar from '../shared/ui/Renewal';
import type { Desk } from './desk';
import { followDue } from './figures/due';
import { UndeliveredList } from './letters/Undelivered';
import { Page } from './Page';
import { PageMenu } from './PageMenu';
import { pageOf, pagesOf } from './pages';
import { Colleagues, PresenceSwitch } from './PresenceSwitch';
import { KeyHelp } from './keys/KeyHelp';
import { Keys } from './keys/keys';
import { TalkPane } from './TalkPane';
import { ListPane } from './talks/ListPane';
import { UnsentList } from './Unsent';
import { d } from './words';

const Renewal = later<ComponentProps<typeof RenewalBar>>(() => import('../shared/ui/Renewal'));

const keys = new Keys();

interface Props {
  readonly desk: Desk;
  readonly alerts: Alerts;
}

/** The agent's face: the list, the talk and the customer side by side; on a phone one after the other. */
export function DeskFace({ desk, alerts }: Props) {
  const chosen = desk.chosen.value !== null;
  const assist = useMemo(() => new Assist(desk), [desk]);
  useEffect(() => assist.follow(), [assist]);
  useEffect(() => followDue(desk), [desk]);
  const role = desk.me.value?.role ?? '';
  const page = pageOf(role);
  return (
    <div class="flex h-full flex-col">
      <header class="flex flex-wrap items-center justify-end gap-x-1 border-b border-base-300 bg-base-100 px-3 py-2 sm:gap-x-2 sm:px-4 max-[24rem]:gap-x-0 max-[24rem]:px-2">
        <h1 class="flex-1 font-semibold whitespace-nowrap max-[24rem]:sr-only lg:flex-none">{d('desk')}</h1>
        <PageMenu desk={desk} />
        <span class="hidden flex-1 lg:block" />
        <span class="hidden text-sm text-base-content/75 sm:inline">{desk.me.value?.name}</span>
        {pagesOf(role).includes('talks') && <PresenceSwitch presence={desk.presence} />}
        <KeyHelp keys={keys} />
        {pagesOf(role).includes('talks') && <AlertSettings alerts={alerts} />}
        <button type="button" class="btn btn-ghost btn-sm min-h-11" onClick={() => (language.value = language.value === 'en' ? 'zh' : 'en')}>
          {d('otherLanguage')}
        </button>
        <button type="button" class="btn btn-ghost btn-sm min-h-11" onClick={() => void desk.signOut()}>
          {d('signOut')}
        </button>
      </header>
      <p role="status" class={desk.offline.value ? 'bg-base-300 p-2 text-center text-sm' : 'sr-only'}>
        {desk.offline.value ? d('offline') : ''}
      </p>
      {/* Another page, or a conversation, would not be there again as it was left. */}
      <Renewal seen={() => page !== 'talks' || chosen} owes={() => desk.kept.losesAny} />
      {desk.stays.value && <p role="alert" class="bg-base-300 p-2 text-center text-sm">{d(desk.stays.value)}</p>}
      {page !== 'talks' && <Page desk={desk} name={page} />}
      <main class={page === 'talks' ? 'grid min-h-0 flex-1 grid-cols-1 lg:grid-cols-[20rem_minmax(0,1fr)] xl:grid-cols-[20rem_minmax(0,1fr)_22rem]' : 'hidden'}>
        <div class={`min-h-0 overflow-y-auto border-e border-base-300 ${chosen ? 'hidden lg:block' : ''}`}>
          <UnsentList desk={desk} />
          <ListPane desk={desk} />
          {desk.decides && <Approvals desk={desk} />}
          {desk.decides && <UndeliveredList desk={desk} />}
          <Colleagues presence={desk.presence} />
        </div>
        <div class={`min-h-0 ${chosen ? '' : 'hidden lg:block'}`}>
          {chosen ? <TalkPane desk={desk} assist={assist} /> : <p class="grid h-full place-items-center text-base-content/75">{d('choose')}</p>}
        </div>
        {chosen && <SidePane assist={assist} />}
        <CannedDialog canned={assist.canned} />
        <MacroDialog macros={assist.macros} canned={assist.canned} />
      </main>
    </div>
  );
}
