import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Message } from '../shared/api/message';
import { MessageList } from '../shared/chat/MessageList';
import { useStickToEnd } from '../shared/chat/useStickToEnd';
import { t } from '../shared/i18n/phrases';
import { Icon } from '../shared/ui/Icon';
import type { Assist } from './assist/assist';
import type { Canned } from './assist/canned';
import { CANNED_LIST, CannedMenu, markedOption } from './assist/CannedMenu';
import { MacroCard, MacroOutcome } from './assist/MacroCard';
import { speaks } from './assist/macros';
import { SummaryCard } from './assist/SummaryCard';
import { TranslateBar, TranslatedBelow } from './assist/TranslatedBelow';
import { a } from './assist/words';
import { AttachButton, AttachedFiles } from './attach/AttachBar';
import { DropZone } from './attach/DropZone';
import { CompanyLine } from './CompanyLine';
import { FilePane } from './files/FilePane';
import { CloseTalk, PassOn } from './files/PassOn';
import type { Act, Desk } from './desk';
import { UndeliveredHere } from './letters/Undelivered';
import { StandingLine } from './standing/StandingLine';
import { MarksBelow, useMarks } from './Marks';
import { KeptDraft } from './Unsent';
import { d } from './words';

/** A phone, upright or on its side: it has neither the keys nor the room to tell of them. */
const phone = matchMedia('(width < 40rem), (height < 32rem)');
const isSmall = signal(phone.matches);
phone.addEventListener('change', () => (isSmall.value = phone.matches));

/** The chosen conversation: what was said, and the acts of the one who has it. */
export function TalkPane({ desk, assist }: { desk: Desk; assist: Assist }) {
  const state = desk.state.value;
  const handoff = desk.handoff.value;
  const { scroller, onScroll } = useStickToEnd(state);
  const marks = useMarks(desk);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [desk.chosen.value]);
  useEffect(() => desk.company.follow(), [desk]);
  useEffect(() => desk.file.follow(), [desk]);
  const below = (message: Message) => (
    <>
      <TranslatedBelow assist={assist} message={message} />
      <MarksBelow marks={marks} message={message} messages={state.messages} />
    </>
  );
  const mayReply = handoff !== undefined && (handoff.isMine || handoff.state === 'waiting');
  const act = (what: Act) => () => void desk.act(what);
  return (
    <section class="flex h-full min-h-0 flex-col overflow-y-auto bg-base-100" aria-label={t('conversation')}>
      <header class="flex flex-wrap items-center gap-2 border-b border-base-300 p-3 [@media(max-height:32rem)]:py-1">
        <button type="button" class="btn btn-ghost btn-circle size-11 min-h-11 lg:hidden" aria-label={d('back')} onClick={() => desk.leave()}>
          <Icon name="left" />
        </button>
        {/* What it is about is read whole: what can be done stands below it where both have no room. */}
        <div class="min-w-0 flex-1 basis-[calc(100%-4rem)] lg:basis-full 2xl:basis-0">
          <h2 ref={heading} tabIndex={-1} class="truncate font-semibold">
            {handoff ? handoff.reason || t('conversation') : d(state.status === 'bot' ? 'withBot' : 'gone')}
          </h2>
          {handoff?.contact && <p class="text-sm text-base-content/75">{d('contact', { address: handoff.contact })}</p>}
        </div>
        {handoff && <Acts key={desk.chosen.value} desk={desk} act={act} />}
        {!handoff && state.status === 'bot' && (
          <button type="button" class="btn btn-sm btn-primary min-h-11" data-key="take" onClick={act('take?from_bot=true')}>
            {d('takeFromBot')}
          </button>
        )}
        <button type="button" class="btn btn-ghost btn-circle size-11 min-h-11 xl:hidden" aria-label={a('openSide')} onClick={() => (assist.side.value = true)}>
          <Icon name="person" />
        </button>
      </header>
      {desk.trouble.value && (
        <p role="alert" class="border-b border-base-300 bg-base-200 p-3 text-error">
          {desk.trouble.value}
        </p>
      )}
      {handoff && <StandingLine handoff={handoff} />}
      {desk.chosen.value && <UndeliveredHere desk={desk} conversationId={desk.chosen.value} key={`letters ${desk.chosen.value}`} />}
      <MacroOutcome macros={assist.macros} />
      <CompanyLine company={desk.company} />
      <FilePane key={`file ${desk.chosen.value}`} desk={desk} />
      <SummaryCard assist={assist} />
      <TranslateBar assist={assist} />
      <DropZone attaching={desk.attaching} open={mayReply}>
        <div ref={scroller} class="min-h-0 flex-1 overflow-y-auto" role="log" aria-label={t('conversation')} tabIndex={0} onScroll={onScroll}>
          <div class="mx-auto max-w-3xl p-4">
            <MessageList state={state} own="agent" below={below} onChoose={() => undefined} onRetry={(key) => desk.retry(key)} onEdit={(key) => desk.edit(key)} />
          </div>
        </div>
        {mayReply ? <Reply desk={desk} canned={assist.canned} key={desk.chosen.value} /> : <KeptDraft desk={desk} />}
      </DropZone>
    </section>
  );
}

function Acts({ desk, act }: { desk: Desk; act: (what: Act) => () => void }) {
  const handoff = desk.handoff.value!;
  const small = 'btn btn-sm min-h-11';
  if (handoff.state === 'waiting') {
    return (
      <>
        <button type="button" class={`${small} btn-primary`} data-key="take" onClick={act('take')}>
          {d('take')}
        </button>
        <button type="button" class={small} onClick={act('return')}>
          {d('returnToBot')}
        </button>
      </>
    );
  }
  if (!handoff.isMine) {
    return (
      <button type="button" class={small} onClick={act('take?over=true')}>
        {d('takeOver', { name: handoff.agent ?? '' })}
      </button>
    );
  }
  return (
    <>
      <button type="button" class={small} onClick={act('put-back')}>
        {d('putBack')}
      </button>
      <button type="button" class={small} onClick={act('return')}>
        {d('returnToBot')}
      </button>
      <PassOn desk={desk} file={desk.file} />
      <CloseTalk file={desk.file} />
    </>
  );
}

function Reply({ desk, canned }: { desk: Desk; canned: Canned }) {
  const words = desk.draft.value;
  const field = useRef<HTMLTextAreaElement>(null);
  const { attaching } = desk;
  const isEmpty = !words.trim() && attaching.picked.value.length === 0;
  const send = (): void => {
    // A hole is never sent: what has no value is marked above.
    if (isEmpty || canned.missing.value.length > 0) return;
    const macro = canned.macros.chosen.value;
    if (macro && speaks(macro)) {
      void canned.macros.run();
      return;
    }
    const files = attaching.take();
    if (!files) return;
    desk.say(words, files);
    desk.draft.value = '';
  };
  const addPasted = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    attaching.add(files);
  };
  const sendOnEnter = (event: KeyboardEvent): void => {
    if (canned.takes(event)) return;
    // Enter also ends the composing of a Chinese word; keyCode 229 is how Safari tells.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  const option = markedOption(canned);
  return (
    <>
      <CannedMenu canned={canned} />
      <MacroCard canned={canned} />
      <AttachedFiles attaching={attaching} />
      <form
        class="flex items-end gap-2 border-t border-base-300 p-3 [@media(max-height:32rem)]:py-1.5"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <AttachButton attaching={attaching} onPicked={() => field.current?.focus()} />
        <textarea
          ref={field}
          class="textarea min-h-11 flex-1 resize-none border-base-content/50 py-2.5 text-base [@media(max-height:32rem)]:h-12"
          rows={3}
          data-reply
          data-kept
          aria-label={d('reply')}
          aria-controls={option && CANNED_LIST}
          aria-activedescendant={option}
          placeholder={d(isSmall.value ? 'replyHintShort' : 'replyHint')}
          value={words}
          onInput={(event) => (desk.draft.value = event.currentTarget.value)}
          onKeyDown={sendOnEnter}
          onPaste={addPasted}
        />
        <button type="submit" class="btn btn-primary btn-circle size-11 min-h-11" aria-label={d('send')} aria-disabled={isEmpty}>
          <Icon name="send" />
        </button>
      </form>
    </>
  );
}
