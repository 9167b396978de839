import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Money } from '../../shared/api/parts';
import type { Json } from '../../shared/api/read';
import { formatMoney } from '../../shared/text/formats';
import { Field } from '../Field';
import { Block } from '../Page';
import type { ClaimFile, Deed } from './client';
import { digitsOf, minorUnits } from './money';
import { c, type ClaimPhrase } from './words';

/** Of what is said in a word, in letters. */
const LONGEST = 1000;

interface Props {
  readonly file: ClaimFile;
  readonly busy: boolean;
  readonly onDo: (deed: Json) => void;
}

/** What may be done now; the step that is chosen shows its fields. */
export function Deeds({ file, busy, onDo }: Props) {
  const [chosen, setChosen] = useState<Deed | null>(null);
  const blocked = blockedWords(file);
  return (
    <Block title={c('next')}>
      {blocked && <p>{blocked}</p>}
      <div class="flex flex-wrap gap-2">
        {file.deeds.map((deed) => (
          <button key={deed} type="button" class={`btn min-h-11 ${chosen === deed ? 'border-primary' : ''}`} aria-expanded={chosen === deed} onClick={() => setChosen(chosen === deed ? null : deed)}>
            {c(deed)}
          </button>
        ))}
      </div>
      {chosen === 'accept' && <AcceptForm busy={busy} onDo={onDo} />}
      {chosen === 'receive' && <ReceiveForm file={file} busy={busy} onDo={onDo} />}
      {chosen === 'settle' && <SettleForm file={file} busy={busy} onDo={onDo} />}
      {chosen === 'refuse' && <RefuseForm busy={busy} onDo={onDo} />}
    </Block>
  );
}

function blockedWords(file: ClaimFile): string | null {
  if (file.elsewhere) return c(file.elsewhere === 'system' ? 'system' : 'noConversation');
  if (file.awaits) return c('awaits');
  if (file.isUnderWay) return c('underWay');
  return file.deeds.length === 0 ? c('over') : null;
}

type FormProps = Omit<Props, 'file'>;

function AcceptForm({ busy, onDo }: FormProps) {
  const [word, setWord] = useState('');
  return (
    <Form label="accept" more={c('acceptMore')} busy={busy} onSubmit={() => onDo({ deed: 'accept', word })}>
      <Field label={c('word')} value={word} required={false} maxLength={LONGEST} onChange={setWord} />
    </Form>
  );
}

function RefuseForm({ busy, onDo }: FormProps) {
  const [word, setWord] = useState('');
  return (
    <Form label="refuse" more={c('refuseMore')} busy={busy} onSubmit={() => onDo({ deed: 'refuse', word })}>
      <Field label={c('why')} value={word} maxLength={LONGEST} onChange={setWord} />
    </Form>
  );
}

function ReceiveForm({ file, busy, onDo }: Props) {
  const [came, setCame] = useState<Readonly<Record<string, string>>>(() => Object.fromEntries(file.lines.map((line) => [line.lineId, String(line.quantity)])));
  const [condition, setCondition] = useState(file.condition ?? '');
  const submit = (): void => {
    const lines = Object.entries(came).map(([id, pieces]) => [id, Number(pieces)] as const);
    onDo({ deed: 'receive', lines: Object.fromEntries(lines.filter(([, pieces]) => pieces > 0)), condition });
  };
  return (
    <Form label="receive" more={c('receiveMore')} busy={busy} onSubmit={submit}>
      {file.lines.map(({ lineId, title, quantity }) => (
        <Field key={lineId} label={c('pieces', { title, quantity })} value={came[lineId] ?? ''} type="number" max={quantity} onChange={(value) => setCame({ ...came, [lineId]: value })} />
      ))}
      <Field label={c('conditionNote')} value={condition} required={false} maxLength={LONGEST} onChange={setCondition} />
    </Form>
  );
}

function SettleForm({ file, busy, onDo }: Props) {
  const most = file.mostBack;
  const isExchange = file.kind === 'exchange';
  const [amount, setAmount] = useState(() => (most ? usual(file.kind, most) : ''));
  const [carrier, setCarrier] = useState('');
  const [tracking, setTracking] = useState('');
  const [word, setWord] = useState('');
  const [wrong, setWrong] = useState(false);
  const words = most ? formatMoney(most) : '';
  const submit = (): void => {
    const refund = isExchange || !most ? undefined : minorUnits(amount, most);
    setWrong(refund === null);
    if (refund === null) return;
    onDo({ deed: 'settle', carrier, tracking, word, ...(refund === undefined ? {} : { refund }) });
  };
  const more = c(isExchange ? 'settleExchange' : file.kind === 'return' ? 'settleReturn' : 'settleProblem', { amount: words });
  return (
    <Form label="settle" more={more} busy={busy} onSubmit={submit}>
      {!isExchange && most && <Field label={`${c('amount')} (${most.currency})`} value={amount} inputMode="decimal" maxLength={LONGEST} onChange={setAmount} />}
      {wrong && (
        <p role="alert" class="text-error">
          {c('badAmount', { amount: words })}
        </p>
      )}
      {file.kind !== 'return' && <Field label={c('carrier')} value={carrier} maxLength={64} required={isExchange || tracking !== ''} onChange={setCarrier} />}
      {file.kind !== 'return' && <Field label={c('tracking')} value={tracking} maxLength={64} required={isExchange || carrier !== ''} onChange={setTracking} />}
      <Field label={c(file.kind === 'return' ? 'wordLess' : 'word')} value={word} required={false} maxLength={LONGEST} onChange={setWord} />
    </Form>
  );
}

/** What a return gives back; for a problem a person says it. */
function usual(kind: string, most: Money): string {
  const digits = digitsOf(most);
  return ((kind === 'return' ? most.amount : 0) / 10 ** digits).toFixed(digits);
}

interface FormShape {
  readonly label: Deed & ClaimPhrase;
  readonly more: string;
  readonly busy: boolean;
  readonly onSubmit: () => void;
  readonly children: ComponentChildren;
}

function Form({ label, more, busy, onSubmit, children }: FormShape) {
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <form class="flex flex-col gap-3 border-t border-base-300 pt-3" aria-label={c(label)} onSubmit={submit}>
      <p class="text-sm text-base-content/75">{more}</p>
      {children}
      <button type="submit" class="btn btn-primary min-h-11 self-start" aria-disabled={busy}>
        {c(label)}
      </button>
    </form>
  );
}
