import { useEffect, useState } from 'preact/hooks';
import type { Json } from '../../shared/api/read';
import { language } from '../../shared/i18n/phrases';
import { Selected } from '../account/Selected';
import { Outcome, useDeed } from '../deed';
import type { Desk } from '../desk';
import { Field } from '../Field';
import { Block, Sheet } from '../Page';
import { ANYTHING, fetchCheck, fetchPage, type Check, type Line, type LogPage, type Wanted } from './client';
import { eventWords } from './events';
import { actorWords, reasonWords } from './kept';
import { u } from './words';

/** The audit log: read only, narrowed by who, what, where and when, a page at a time. */
export default function AuditPage({ desk }: { desk: Desk }) {
  const deed = useDeed();
  const [check, setCheck] = useState<Check | null>(null);
  const [page, setPage] = useState<LogPage | null>(null);
  const [fields, setFields] = useState(ANYTHING);
  const [asked, setAsked] = useState<{ wanted: Wanted; before: number | null }>({ wanted: ANYTHING, before: null });
  useEffect(() => void deed.run(async () => setPage(await fetchPage(desk.client, asked.wanted, asked.before))), [asked]);
  useEffect(() => void fetchCheck(desk.client).then(setCheck, () => undefined), []);
  const set = (name: keyof Wanted) => (value: string) => setFields((now) => ({ ...now, [name]: value }));
  const submit = (event: Event): void => {
    event.preventDefault();
    setAsked({ wanted: fields, before: null });
  };
  const events = (page?.events ?? []).map((event) => [event, eventWords(event)] as const);
  return (
    <Sheet title={u('audit')}>
      <p class="text-sm text-base-content/75">{u('more')}</p>
      {check && <CheckBlock check={check} />}
      <form class="grid gap-3 sm:grid-cols-2 lg:grid-cols-6 lg:items-end" onSubmit={submit}>
        <Field label={u('who')} placeholder={u('whoHint')} required={false} maxLength={160} value={fields.actor} onChange={set('actor')} />
        <Field label={u('conversation')} placeholder="c_…" required={false} maxLength={160} value={fields.conversation} onChange={set('conversation')} />
        <Selected label={u('event')} value={fields.event} options={[['', u('anything')], ...events]} onChange={set('event')} />
        <Field type="date" label={u('since')} value={fields.since} required={false} onChange={set('since')} />
        <Field type="date" label={u('until')} value={fields.until} required={false} onChange={set('until')} />
        <button type="submit" class="btn btn-primary min-h-11">
          {u('show')}
        </button>
      </form>
      <Outcome deed={deed} />
      {page && <Lines page={page} />}
      <div class="flex gap-2">
        {asked.before !== null && (
          <button type="button" class="btn min-h-11" onClick={() => setAsked((now) => ({ ...now, before: null }))}>
            {u('newest')}
          </button>
        )}
        {page?.before != null && (
          <button type="button" class="btn min-h-11" onClick={() => setAsked((now) => ({ ...now, before: page.before }))}>
            {u('older')}
          </button>
        )}
      </div>
    </Sheet>
  );
}

function CheckBlock({ check }: { check: Check }) {
  return (
    <Block title={u('check')}>
      <p class={`font-medium ${check.isWell ? 'text-success' : 'text-error'}`}>{u(check.isWell ? 'well' : 'notWell')}</p>
      <ul class="list-disc ps-5 text-sm">
        <li>{u('lines', { count: check.lines })}</li>
        <li>{u(check.isGuarded ? 'guarded' : 'unguarded')}</li>
        {check.missing !== null && <li>{check.missing === 0 ? u('whole') : u('missing', { count: check.missing })}</li>}
        <li>{check.unbacked.length === 0 ? u('backed', { count: check.changes }) : u('unbacked', { ids: check.unbacked.join(', ') })}</li>
      </ul>
    </Block>
  );
}

function Lines({ page }: { page: LogPage }) {
  if (page.lines.length === 0) return <p>{u('none')}</p>;
  return (
    <ol class="flex flex-col divide-y divide-base-300 rounded-2xl border border-base-300 bg-base-100" aria-label={u('audit')}>
      {page.lines.map((line) => (
        <li key={line.id} class="flex flex-col gap-1 p-3 text-sm">
          <p class="flex flex-wrap gap-x-3 gap-y-1">
            <time dateTime={line.at} class="text-base-content/75">
              {exactly(line.at)}
            </time>
            <strong>{eventWords(line.event)}</strong>
            <span class="break-all">{actorWords(line.actor)}</span>
          </p>
          {about(line) && <p class="break-all text-base-content/75">{about(line)}</p>}
          {line.reason && <p class="break-words">{reasonWords(line.reason)}</p>}
          {(line.before ?? line.after) && (
            <details>
              <summary class="min-h-6 cursor-pointer">{u('details')}</summary>
              <div class="grid gap-3 py-2 md:grid-cols-2">
                <Facts title={u('before')} facts={line.before} />
                <Facts title={u('after')} facts={line.after} />
              </div>
            </details>
          )}
        </li>
      ))}
    </ol>
  );
}

function Facts({ title, facts }: { title: string; facts: Json | undefined }) {
  return (
    facts && (
      <div class="min-w-0">
        <p class="font-medium">{title}</p>
        <pre class="max-h-80 overflow-auto rounded-lg bg-base-200 p-2 text-xs whitespace-pre-wrap" tabIndex={0} role="group" aria-label={title}>
          {JSON.stringify(facts, null, 2)}
        </pre>
      </div>
    )
  );
}

function about({ conversation, order, proposal }: Line): string {
  const named = [order && u('order', { id: order }), proposal && u('proposal', { id: proposal }), conversation];
  return named.filter(Boolean).join(' · ');
}

/** To the second: in a log the order of things matters. */
function exactly(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  return new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-US', { dateStyle: 'medium', timeStyle: 'medium' }).format(date);
}
