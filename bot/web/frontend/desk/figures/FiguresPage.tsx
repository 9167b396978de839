import { useEffect, useState } from 'preact/hooks';
import { formatDay, formatTime } from '../../shared/text/formats';
import { Outcome, useDeed } from '../deed';
import type { Desk } from '../desk';
import { Field } from '../Field';
import { Block, Sheet } from '../Page';
import { Bars } from './Bars';
import { fetchFigures, query, type Agent, type Day, type Figures, type Limit, type Times } from './client';
import { f, span, type FigurePhrase } from './words';

const LOOK_EVERY = 30_000;

/** Who waits, how soon shoppers are answered, which limits were broken, and who has how much to do. */
export default function FiguresPage({ desk }: { desk: Desk }) {
  const deed = useDeed();
  const [shown, setShown] = useState<Figures | null>(null);
  const [since, setSince] = useState('');
  const [until, setUntil] = useState('');
  const [asked, setAsked] = useState({ since: '', until: '' });
  const look = async (): Promise<void> => {
    const found = await fetchFigures(desk.client, asked.since, asked.until);
    setShown(found);
    setSince((day) => day || found.since);
    setUntil((day) => day || found.until);
  };
  useEffect(() => {
    void deed.run(look);
    const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY);
    return () => clearInterval(timer);
  }, [asked]);
  const submit = (event: Event): void => {
    event.preventDefault();
    setAsked({ since, until });
  };
  return (
    <Sheet title={f('figures')}>
      <form class="flex flex-wrap items-end gap-3" onSubmit={submit}>
        <Field type="date" label={f('since')} value={since} onChange={setSince} />
        <Field type="date" label={f('until')} value={until} onChange={setUntil} />
        <button type="submit" class="btn btn-primary min-h-11">
          {f('show')}
        </button>
        <a class="btn min-h-11" href={`/api/v1/desk/figures.csv${query(asked.since, asked.until)}`} download>
          {f('csv')}
        </a>
      </form>
      <Outcome deed={deed} />
      {shown && <Shown figures={shown} />}
    </Sheet>
  );
}

function Shown({ figures }: { figures: Figures }) {
  const { total, waiting, satisfaction } = figures;
  return (
    <>
      <p class="text-sm text-base-content/75">{f('zone', { zone: figures.zone })}</p>
      <Block title={f('now')}>
        {waiting.length === 0 ? <p>{f('nobody')}</p> : <p class="font-medium">{f('waits', { count: waiting.length, time: span(waiting[0]!.seconds) })}</p>}
        <ul class="flex flex-col gap-1 text-sm">
          {waiting.map((one) => (
            <li key={one.conversationId}>
              {f('waitsSince', { time: formatTime(one.askedAt), wait: span(one.seconds) })} {one.isLate && <span class="badge badge-sm border-error text-error">{f('late')}</span>}
            </li>
          ))}
        </ul>
      </Block>
      <Block title={f('over')}>
        <dl class="grid grid-cols-2 gap-4 sm:grid-cols-3 lg:grid-cols-5">
          <Number of="asked" value={`${total.asked}`} />
          <Number of="unasked" value={`${figures.unasked}`} />
          <Number of="abandoned" value={`${total.abandoned}`} />
          <Number of="firstResponse" value={median(total.firstResponse)} more={spread(total.firstResponse)} />
          <Number of="resolution" value={median(total.resolution)} more={spread(total.resolution)} />
        </dl>
      </Block>
      <Block title={f('limits')}>
        {!figures.firstResponse && !figures.resolution && <p>{f('noLimits')}</p>}
        <LimitLine what="firstResponse" limit={figures.firstResponse} />
        <LimitLine what="resolution" limit={figures.resolution} />
      </Block>
      <Block title={f('satisfaction')}>
        <p>{satisfaction.mean === null ? f('noMarks', { could: satisfaction.could }) : f('mean', { mean: satisfaction.mean.toFixed(1), given: satisfaction.given, could: satisfaction.could })}</p>
      </Block>
      <Block title={f('byDay')}>
        <Bars title={f('barsDay')} bars={figures.days.map((day) => ({ name: formatDay(day.day), value: day.firstResponse.median }))} />
        <DayTable days={figures.days} />
      </Block>
      <Block title={f('byPerson')}>
        <p class="text-sm text-base-content/75">{f('byLast')}</p>
        <PersonTable agents={figures.agents} />
      </Block>
    </>
  );
}

function Number({ of, value, more }: { of: FigurePhrase; value: string; more?: string }) {
  return (
    <div>
      <dt class="text-sm text-base-content/75">{f(of)}</dt>
      <dd class="text-xl font-semibold">{value}</dd>
      {more && <dd class="text-sm">{more}</dd>}
    </div>
  );
}

function LimitLine({ what, limit }: { what: 'firstResponse' | 'resolution'; limit: Limit | null }) {
  return limit && <p>{f('limit', { what: f(what), time: span(limit.seconds), kept: limit.kept, broken: limit.broken })}</p>;
}

function DayTable({ days }: { days: readonly Day[] }) {
  return (
    <Table
      caption={f('byDay')}
      heads={['day', 'asked', 'abandoned', 'firstResponse', 'resolution']}
      rows={days.map((day) => [formatDay(day.day), `${day.asked}`, `${day.abandoned}`, timesWords(day.firstResponse), timesWords(day.resolution)])}
    />
  );
}

function PersonTable({ agents }: { agents: readonly Agent[] }) {
  const marks = ({ mean, given }: Agent['satisfaction']): string => (mean === null ? '–' : f('marks', { mean: mean.toFixed(1), given }));
  return (
    <Table
      caption={f('byPerson')}
      heads={['person', 'open', 'answeredToday', 'endedToday', 'firstResponse', 'resolution', 'mark']}
      rows={agents.map((one) => [
        one.name,
        `${one.open}`,
        `${one.answeredToday}`,
        `${one.endedToday}`,
        timesWords(one.firstResponse),
        timesWords(one.resolution),
        marks(one.satisfaction),
      ])}
    />
  );
}

interface TableProps {
  readonly caption: string;
  readonly heads: readonly FigurePhrase[];
  readonly rows: readonly (readonly string[])[];
}

/** Scrolls by itself where it is wider than a phone. */
function Table({ caption, heads, rows }: TableProps) {
  return (
    <div class="overflow-x-auto" role="group" aria-label={caption} tabIndex={0}>
      <table class="w-full text-start text-sm">
        <caption class="sr-only">{caption}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" class="border-b border-base-300 p-2 text-start font-medium whitespace-nowrap">
                {f(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...cells], number) => (
            <tr key={number}>
              <th scope="row" class="p-2 text-start font-normal whitespace-nowrap">
                {first}
              </th>
              {cells.map((cell, at) => (
                <td key={at} class="p-2 whitespace-nowrap">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function median({ median: middle }: Times): string {
  return middle === null ? f('none') : span(middle);
}

function spread({ p90, count }: Times): string {
  return p90 === null ? '' : `${f('p90')} ${span(p90)} · ${f('count', { count })}`;
}

function timesWords(times: Times): string {
  return times.median === null ? '–' : `${f('median')} ${span(times.median)} · ${spread(times)}`;
}
