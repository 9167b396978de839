import { useId, useState } from 'preact/hooks';
import { Dialog } from '../../shared/ui/Dialog';
import type { Canned, CannedReply } from './canned';
import { CannedFilePane } from './CannedFilePane';
import { a } from './words';

const NEW: CannedReply = { id: '', shortcut: '', en: '', zh: '' };

/** Where supervisors keep the replies that everybody uses. */
export function CannedDialog({ canned }: { canned: Canned }) {
  const [draft, setDraft] = useState<CannedReply | null>(null);
  if (!canned.editing.value) return null;
  const close = (): void => {
    canned.editing.value = false;
    setDraft(null);
  };
  const keep = async (reply: CannedReply): Promise<void> => {
    if (await canned.keep(reply)) setDraft(null);
  };
  return (
    <Dialog title={a('canned')} onClose={close}>
      {canned.trouble.value && (
        <p role="alert" class="text-sm text-error">
          {canned.trouble.value}
        </p>
      )}
      {draft ? <Form draft={draft} onChange={setDraft} onKeep={(reply) => void keep(reply)} onLeave={() => setDraft(null)} /> : <Kept canned={canned} onEdit={setDraft} />}
    </Dialog>
  );
}

function Kept({ canned, onEdit }: { canned: Canned; onEdit: (reply: CannedReply) => void }) {
  return (
    <>
      {canned.repliesReading.value === 'known' && canned.replies.value.length === 0 && <p class="text-sm text-base-content/75">{a('cannedEmpty')}</p>}
      <ul class="flex flex-col divide-y divide-base-300 text-sm">
        {canned.replies.value.map((reply) => (
          <li key={reply.id} class="flex items-center gap-2 py-1">
            <span class="min-w-0 flex-1">
              <span class="block font-semibold">/{reply.shortcut}</span>
              <span class="block truncate text-base-content/75">{reply.en || reply.zh}</span>
            </span>
            <button type="button" class="btn btn-sm min-h-11" aria-label={a('cannedChangeOne', { name: reply.shortcut })} onClick={() => onEdit(reply)}>
              {a('cannedChange')}
            </button>
            <button type="button" class="btn btn-ghost btn-sm min-h-11" aria-label={a('cannedRemoveOne', { name: reply.shortcut })} onClick={() => void canned.remove(reply.id)}>
              {a('cannedRemove')}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="btn btn-primary min-h-11 self-start" onClick={() => onEdit(NEW)}>
        {a('cannedNew')}
      </button>
      <CannedFilePane canned={canned} />
    </>
  );
}

interface FormProps {
  readonly draft: CannedReply;
  readonly onChange: (draft: CannedReply) => void;
  readonly onKeep: (draft: CannedReply) => void;
  readonly onLeave: () => void;
}

function Form({ draft, onChange, onKeep, onLeave }: FormProps) {
  const shortcut = useId();
  return (
    <form
      class="flex flex-col gap-3 text-sm"
      onSubmit={(event) => {
        event.preventDefault();
        onKeep(draft);
      }}
    >
      <div class="flex flex-col gap-1">
        <label for={shortcut} class="font-medium">
          {a('cannedShortcut')}
        </label>
        <input id={shortcut} class="input min-h-11 w-full border-base-content/50" required maxLength={33} value={draft.shortcut} onInput={(event) => onChange({ ...draft, shortcut: event.currentTarget.value })} />
      </div>
      <Area label={a('inEnglish')} language="en" value={draft.en} onChange={(en) => onChange({ ...draft, en })} />
      <Area label={a('inChinese')} language="zh-CN" value={draft.zh} onChange={(zh) => onChange({ ...draft, zh })} />
      <p class="text-base-content/75">{a('cannedVariables')}</p>
      <div class="flex gap-2">
        <button type="submit" class="btn btn-primary min-h-11">
          {a('cannedKeep')}
        </button>
        <button type="button" class="btn min-h-11" onClick={onLeave}>
          {a('cannedLeave')}
        </button>
      </div>
    </form>
  );
}

function Area({ label, language, value, onChange }: { label: string; language: string; value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div class="flex flex-col gap-1">
      <label for={id} class="font-medium">
        {label}
      </label>
      <textarea id={id} lang={language} class="textarea w-full border-base-content/50" rows={3} maxLength={2000} value={value} onInput={(event) => onChange(event.currentTarget.value)} />
    </div>
  );
}
