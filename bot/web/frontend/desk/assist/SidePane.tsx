import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../shared/ui/Icon';
import { CustomerPane } from '../CustomerPane';
import { ActionsCard } from './ActionsCard';
import type { Assist } from './assist';
import { DraftCard } from './DraftCard';
import { MacroPane } from './MacroPane';
import { SuggestionCard } from './SuggestionCard';
import { a } from './words';

const TABS = ['customer', 'aids'] as const;
type Tab = (typeof TABS)[number];

/** Beside the talk, or over it where there is no room: who the customer is, and what helps with the reply. */
export function SidePane({ assist }: { assist: Assist }) {
  const over = assist.side.value;
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (over) close.current?.focus();
  }, [over]);
  const leave = (): void => {
    assist.side.value = false;
  };
  const place = over ? 'fixed inset-y-0 end-0 z-20 w-full border-s shadow-xl sm:w-96 xl:static xl:w-auto xl:shadow-none' : 'hidden xl:flex border-s';
  return (
    <aside
      class={`flex min-h-0 flex-col border-base-300 bg-base-200 ${place}`}
      aria-label={a('side')}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && over) leave();
      }}
    >
      <div class="flex items-center gap-1 border-b border-base-300 px-2 py-1.5">
        {over && (
          <button ref={close} type="button" class="btn btn-ghost btn-circle size-11 min-h-11 xl:hidden" aria-label={a('closeSide')} onClick={leave}>
            <Icon name="close" />
          </button>
        )}
        <Tabs assist={assist} />
      </div>
      <div id="side-panel" role="tabpanel" aria-labelledby={`side-${assist.tab.value}`} class="min-h-0 flex-1">
        {assist.tab.value === 'customer' ? <CustomerPane desk={assist.desk} /> : <AidsPane assist={assist} />}
      </div>
    </aside>
  );
}

function Tabs({ assist }: { assist: Assist }) {
  const chosen = assist.tab.value;
  const move = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
    const next: Tab = chosen === 'customer' ? 'aids' : 'customer';
    assist.tab.value = next;
    document.getElementById(`side-${next}`)?.focus();
  };
  return (
    <div role="tablist" aria-label={a('side')} class="flex gap-1" onKeyDown={move}>
      {TABS.map((tab) => (
        <button
          key={tab}
          id={`side-${tab}`}
          type="button"
          role="tab"
          aria-selected={tab === chosen}
          aria-controls="side-panel"
          tabIndex={tab === chosen ? 0 : -1}
          class={`btn btn-sm min-h-11 ${tab === chosen ? 'btn-neutral' : 'btn-ghost'}`}
          onClick={() => (assist.tab.value = tab)}
        >
          {a(tab)}
        </button>
      ))}
    </div>
  );
}

function AidsPane({ assist }: { assist: Assist }) {
  const handoff = assist.desk.handoff.value;
  const idle = assist.suggestion.value.is === 'idle';
  useEffect(() => {
    if (!idle) return;
    void assist.lookUp();
    void assist.readActions();
  }, [idle, assist]);
  const found = assist.actions.value;
  const wants = found.is === 'found' && found.value.actions.length > 0;
  const isMine = handoff?.isMine === true;
  const mayReply = handoff !== undefined && (handoff.isMine || handoff.state === 'waiting');
  return (
    <div class="flex h-full flex-col gap-5 overflow-y-auto p-4" tabIndex={0} role="region" aria-label={a('aids')}>
      {/* What the customer wants done comes before what may be said. */}
      {wants && <ActionsCard assist={assist} isMine={isMine} />}
      <SuggestionCard assist={assist} mayReply={mayReply} />
      {!wants && <ActionsCard assist={assist} isMine={isMine} />}
      <section class="flex flex-col gap-2 text-sm">
        <h2 class="text-base font-semibold">{a('canned')}</h2>
        <p class="text-base-content/75">{a('cannedHint')}</p>
        {assist.desk.decides && (
          <button type="button" class="btn btn-outline btn-sm min-h-11 self-start border-base-content/50" onClick={() => void assist.canned.edit()}>
            {a('cannedEdit')}
          </button>
        )}
      </section>
      <MacroPane assist={assist} mayRun={mayReply} />
      <DraftCard assist={assist} mayReply={mayReply} />
    </div>
  );
}
