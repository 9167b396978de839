import { useEffect, useState } from 'preact/hooks';
import type { Json } from '../../shared/api/read';
import { newKey } from '../../shared/conversation/key';
import { language, t } from '../../shared/i18n/phrases';
import { OrderCard } from '../../shared/parts/OrderCard';
import { formatDay, formatMoney, formatTime } from '../../shared/text/formats';
import { Outcome, useDeed, type Known } from '../deed';
import type { Desk } from '../desk';
import { Block, Sheet } from '../Page';
import { goTo } from '../pages';
import { doDeed, fetchClaim, seeTo, type Claim, type ClaimFile, type Step } from './client';
import { Deeds } from './Deeds';
import { c, reasonWords, told } from './words';

const BUTTON = 'btn min-h-11 border-base-content/40 bg-base-100';

interface Props {
  readonly desk: Desk;
  readonly claim: Claim;
  readonly onBack: () => void;
}

/** One of them: what was asked for, what was done, and what may be done now. */
export function ClaimPane({ desk, claim, onBack }: Props) {
  const deed = useDeed();
  const [file, setFile] = useState<ClaimFile | null>(null);
  // One key for each step that is tried: pressed again after a lost link, it is done once.
  const [key, setKey] = useState(newKey);
  const look = async (): Promise<void> => setFile(await fetchClaim(desk.client, claim));
  useEffect(() => void deed.run(look), [language.value]);
  const known = (): Known => ({ 'proposal-void': c('stale'), 'change-refused': c('forbidden'), 'outcome-unknown': c('unseen'), 'handoff-taken': c('taken'), 'awaits-approval': c('awaits') });
  const see = (how: 'take' | 'leave', over = false) => deed.run(async () => setFile(await seeTo(desk.client, claim, how, over)), '', known());
  const act = async (what: Json): Promise<void> => {
    if (!file) return;
    let said = '';
    const went = await deed.run(
      async () => {
        const ended = await doDeed(desk.client, file, what, key);
        setFile(ended.file);
        said = ended.state;
      },
      c('done'),
      known(),
    );
    setKey(newKey());
    if (!went) await look().catch(() => undefined);
    else if (said === 'awaiting') await deed.run(async () => undefined, c('awaiting'));
  };
  const open = (id: string): void => {
    desk.choose(id);
    goTo('talks');
  };
  return (
    <Sheet title={`${told('', claim.kind)} ${claim.claimId}`}>
      <div class="flex flex-wrap gap-2">
        <button type="button" class={BUTTON} onClick={onBack}>
          {c('back')}
        </button>
        {file?.conversation && (
          <button type="button" class={BUTTON} onClick={() => open(file.conversation!)}>
            {c('conversation')}
          </button>
        )}
        {file && !file.isMine && !file.worker && (
          <button type="button" class={BUTTON} onClick={() => void see('take')}>
            {c('take')}
          </button>
        )}
        {file && !file.isMine && file.worker && (
          <button type="button" class={BUTTON} onClick={() => void see('take', true)}>
            {c('takeOver', { name: file.worker })}
          </button>
        )}
        {file?.isMine && (
          <button type="button" class={BUTTON} onClick={() => void see('leave')}>
            {c('leave')}
          </button>
        )}
      </div>
      <Outcome deed={deed} />
      {file && (
        <div class="grid gap-4 lg:grid-cols-2">
          <div class="flex min-w-0 flex-col gap-4">
            <Asked file={file} desk={desk} />
            <Deeds key={`${file.version} ${file.deeds.join()}`} file={file} busy={deed.busy} onDo={(what) => void act(what)} />
          </div>
          <div class="flex min-w-0 flex-col gap-4">
            {file.order && <OrderCard {...file.order} />}
            <History file={file} />
          </div>
        </div>
      )}
    </Sheet>
  );
}

function Asked({ file, desk }: { file: ClaimFile; desk: Desk }) {
  const who = file.isMine ? c('you') : file.worker ? c('with', { name: file.worker }) : c('nobody');
  return (
    <Block title={c('goods')}>
      <p class="flex flex-wrap items-center gap-2">
        <span class="badge">{told('', file.status)}</span>
        {file.isOverdue && <span class="badge border-error bg-base-100 text-error">{c('overdue')}</span>}
        {file.due && <span class="text-sm">{c('due', { day: formatDay(file.due) })}</span>}
        <span class="text-sm">{who}</span>
      </p>
      <ul class="flex flex-col gap-1">
        {file.lines.map((line) => (
          <li key={line.lineId}>
            {line.quantity} × {line.title}
            {line.wanted && <span class="block text-sm">{c('wanted', { sku: line.wanted })}</span>}
            {line.received > 0 && <span class="block text-sm">{c('cameBack', { came: line.received, quantity: line.quantity })}</span>}
          </li>
        ))}
      </ul>
      {file.amount && (
        <p class="text-sm">
          {formatMoney(file.amount)} {file.method}
        </p>
      )}
      <p class="text-sm">
        <span class="font-medium">{c('reason')}{t('colon')}</span>
        <span class="wrap-anywhere">{reasonWords(file) || c('noReason')}</span>
      </p>
      {file.condition && (
        <p class="text-sm">
          <span class="font-medium">{c('condition')}{t('colon')}</span>
          <span class="wrap-anywhere">{file.condition}</span>
        </p>
      )}
      <p class="text-sm">
        <span class="font-medium">{c('customer')}{t('colon')}</span>
        <span class="wrap-anywhere">{file.customer}</span>
      </p>
      {file.conversation && file.pictures.length > 0 && (
        <section class="flex flex-col gap-2" aria-label={c('photos')}>
          <h4 class="text-sm font-medium">{c('photos')}</h4>
          {file.pictures.map((id, n) => (
            <Photo key={id} desk={desk} conversation={file.conversation!} id={id} n={n + 1} />
          ))}
        </section>
      )}
    </Block>
  );
}

function Photo({ desk, conversation, id, n }: { desk: Desk; conversation: string; id: string; n: number }) {
  const [url, setUrl] = useState<string>();
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    let made: string | undefined;
    desk.client.picture(conversation, id).then(
      (blob) => setUrl((made = URL.createObjectURL(blob))),
      () => setMissing(true),
    );
    return () => made && URL.revokeObjectURL(made);
  }, [id]);
  if (missing) return <p class="text-sm text-base-content/75">{c('photoMissing')}</p>;
  return url ? <img class="max-h-80 w-full rounded-2xl bg-base-200 object-contain" src={url} alt={c('photo', { n })} /> : null;
}

function History({ file }: { file: ClaimFile }) {
  return (
    <Block title={c('history')}>
      <ol class="flex flex-col gap-3 text-sm">
        <li>
          <strong>{c('askedFor')}</strong>
          <span class="block text-base-content/75">{formatTime(file.at)}</span>
        </li>
        {file.history.map((step, n) => (
          <HistoryStep key={n} {...step} />
        ))}
      </ol>
    </Block>
  );
}

function HistoryStep({ deed, state, at, by, approvedBy, word }: Step) {
  const told_ = [formatTime(at), by && c('by', { name: by }), approvedBy && c('approvedBy', { name: approvedBy })];
  return (
    <li>
      <strong>{told('', deed)}</strong> {state !== 'done' && <span>({told('state_', state)})</span>}
      <span class="block text-base-content/75">{told_.filter(Boolean).join(' · ')}</span>
      {word && <span class="block wrap-anywhere">{word}</span>}
    </li>
  );
}
