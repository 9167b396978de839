import { useId, useMemo } from 'preact/hooks';
import type { Canned } from './canned';
import { CannedFile, FORMATS, type Plan } from './cannedFile';
import { a } from './words';

/** Replies as a file: downloaded, or brought in once it was seen what that would change. */
export function CannedFilePane({ canned }: { canned: Canned }) {
  const file = useMemo(() => new CannedFile(canned), [canned]);
  const field = useId();
  const plan = file.plan.value;
  return (
    <section class="flex flex-col gap-2 border-t border-base-300 pt-3 text-sm" aria-busy={file.busy.value}>
      <h3 class="font-semibold">{a('fileTitle')}</h3>
      <p class="text-base-content/75">{a('fileMore')}</p>
      <div class="flex flex-wrap gap-2">
        {FORMATS.map((format) => (
          <button key={format} type="button" class="btn btn-sm min-h-11" disabled={file.busy.value} onClick={() => void file.download(format)}>
            {a('fileExport', { format: format.toUpperCase() })}
          </button>
        ))}
      </div>
      <label for={field} class="font-medium">
        {a('fileChoose')}
      </label>
      <input
        id={field}
        type="file"
        accept=".json,.csv"
        disabled={file.busy.value}
        class="file-input min-h-11 w-full border-base-content/50"
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          if (chosen) void file.look(chosen);
          // The same file, put right meanwhile, is to be read again.
          event.currentTarget.value = '';
        }}
      />
      {file.trouble.value && (
        <div role="alert" class="text-error">
          <p>{a('fileFailed')}</p>
          <p class="wrap-anywhere whitespace-pre-line">{file.trouble.value}</p>
        </div>
      )}
      <p role="status" class={file.kept.value ? 'text-success' : 'sr-only'}>
        {file.kept.value && a('fileKept')}
      </p>
      {plan && <Shown plan={plan} file={file} />}
    </section>
  );
}

function Shown({ plan, file }: { plan: Plan; file: CannedFile }) {
  const { added, changed, same } = plan;
  if (added.length + changed.length === 0) return <p>{a('fileNothing', { same })}</p>;
  return (
    <div class="flex flex-col gap-2" data-plan>
      <p class="font-medium">{a('filePlan', { added: added.length, changed: changed.length, same })}</p>
      <ul class="flex max-h-64 flex-col gap-2 overflow-y-auto rounded-xl border border-base-300 p-3" tabIndex={0} aria-label={a('fileTitle')}>
        {added.map((one) => (
          <li key={one.shortcut} class="wrap-anywhere">
            <span class="font-semibold">/{one.shortcut}</span> <span class="badge badge-sm">{a('fileNew')}</span>
            <Texts en={one.en} zh={one.zh} />
          </li>
        ))}
        {changed.map(({ from, to }) => (
          <li key={to.shortcut} class="wrap-anywhere">
            <span class="font-semibold">/{to.shortcut}</span>
            <Texts en={to.en === from.en ? '' : to.en || '—'} zh={to.zh === from.zh ? '' : to.zh || '—'} />
            <span class="text-base-content/75">{a('fileWas')}</span>
            <Texts en={to.en === from.en ? '' : from.en || '—'} zh={to.zh === from.zh ? '' : from.zh || '—'} was />
          </li>
        ))}
      </ul>
      <div class="flex flex-wrap gap-2">
        <button type="button" class="btn btn-primary min-h-11" disabled={file.busy.value} onClick={() => void file.keep()}>
          {a('fileKeep')}
        </button>
        <button type="button" class="btn min-h-11" onClick={() => file.leave()}>
          {a('fileLeave')}
        </button>
      </div>
    </div>
  );
}

function Texts({ en, zh, was = false }: { en: string; zh: string; was?: boolean }) {
  const look = `whitespace-pre-line ${was ? 'text-base-content/75 line-through' : ''}`;
  return (
    <>
      {en && <p class={look} lang="en">{en}</p>}
      {zh && <p class={look} lang="zh-CN">{zh}</p>}
    </>
  );
}
