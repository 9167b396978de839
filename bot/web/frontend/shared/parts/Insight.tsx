import type { Evidence, InsightPart, Table } from '../api/parts';
import { t } from '../i18n/phrases';
import { Words } from './Words';

/** What many reviews or figures say, with the quotes it stands on. */
export default function Insight({ title, text, table, evidence }: InsightPart) {
  return (
    <article class="card card-border w-full border-base-300 bg-base-100">
      <div class="flex flex-col gap-3 p-4">
        <h2 class="font-semibold">{title}</h2>
        {text && <Words text={text} />}
        {table && <Figures title={title} {...table} />}
        {evidence.length > 0 && <Quotes evidence={evidence} />}
      </div>
    </article>
  );
}

/** The first column names what stands in a row. */
function Figures({ title, columns, rows }: Table & { readonly title: string }) {
  return (
    <div class="overflow-x-auto" tabIndex={0} role="group" aria-label={title}>
      <table class="table table-sm">
        <thead>
          <tr class="text-base-content/75">
            {columns.map((column, at) => (column ? <th key={at} scope="col" class="whitespace-normal">{column}</th> : <td key={at} />))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) =>
                at === 0 ? <th key={at} scope="row" class="font-normal">{cell}</th> : <td key={at}>{cell}</td>,
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const FIRST = 3;
const STANCES = { for: 'evidenceFor', against: 'evidenceAgainst' } as const;

function Quotes({ evidence }: { evidence: readonly Evidence[] }) {
  const rest = evidence.slice(FIRST);
  return (
    <div class="flex flex-col gap-2" role="group" aria-label={t('evidence')}>
      {evidence.slice(0, FIRST).map((quote, index) => (
        <Quote key={index} {...quote} />
      ))}
      {rest.length > 0 && (
        <details>
          <summary class="min-h-8 cursor-pointer py-1 text-sm font-medium pointer-coarse:min-h-11">{t('evidenceMore', { count: rest.length })}</summary>
          <div class="flex flex-col gap-2">
            {rest.map((quote, index) => (
              <Quote key={index} {...quote} />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

function Quote({ quote, source, stance }: Evidence) {
  const side = stance === 'for' || stance === 'against' ? stance : undefined;
  const edge = side === 'against' ? 'border-error' : side === 'for' ? 'border-success' : 'border-base-300';
  return (
    <div class={`border-s-4 ps-3 text-sm ${edge}`}>
      <blockquote>{quote}</blockquote>
      {(source || side) && (
        <p class="text-xs text-base-content/75">{[side && t(STANCES[side]), source].filter(Boolean).join(' · ')}</p>
      )}
    </div>
  );
}
