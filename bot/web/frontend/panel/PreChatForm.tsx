import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Problem } from '../shared/api/problem';
import type { FormValue, FormValues } from '../shared/api/form';
import { problemWords } from '../shared/chat/problemWords';
import { initial, troubles } from '../shared/parts/form';
import { FormFields } from '../shared/parts/FormFields';
import { keepFocus } from '../shared/ui/keepFocus';
import type { Asked, PreChat } from './preChat';
import { w } from './preChatWords';

interface Props {
  readonly preChat: PreChat;
  readonly asked: Asked;
}

/** What the shop asks before the talk; it may be passed over only where the shop says so. */
export default function PreChatForm({ preChat, asked }: Props) {
  const heading = useId();
  const box = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<FormValues>(() => initial(asked));
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({});
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    box.current?.querySelector<HTMLElement>('input, select')?.focus();
    return () => keepFocus('textarea');
  }, []);
  const set = (name: string, value: FormValue): void => {
    setValues({ ...values, [name]: value });
    setWrong(Object.fromEntries(Object.entries(wrong).filter(([field]) => field !== name)));
  };
  const point = (found: Readonly<Record<string, string>>): void => {
    setWrong(found);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const send = async (): Promise<void> => {
    setSending(true);
    setTrouble(null);
    try {
      await preChat.send(Object.fromEntries(Object.entries(values).filter(([, value]) => value.length > 0)));
    } catch (error) {
      const fields = error instanceof Problem ? error.fields : {};
      if (Object.keys(fields).length > 0) point(fields);
      else setTrouble(w('preChatFailed', { reason: problemWords(error) }));
    } finally {
      setSending(false);
    }
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (sending) return;
    const found = troubles(asked, values);
    if (Object.keys(found).length > 0) point(found);
    else void send();
  };
  return (
    <form ref={box} class="flex flex-col gap-3 pt-4" aria-labelledby={heading} data-gate noValidate onSubmit={submit}>
      <h2 id={heading} class="text-xl leading-tight font-semibold">
        {w(asked.when === 'person' ? 'preChatPerson' : 'preChat')}
      </h2>
      {asked.intro && <p class="text-[.9375rem] leading-relaxed text-base-content/75">{asked.intro}</p>}
      <FormFields fields={asked.fields} country="" values={values} wrong={wrong} links={asked.links} onChange={set} />
      {trouble && (
        <p class="text-sm text-error" role="alert">
          {trouble}
        </p>
      )}
      <div class="flex flex-wrap gap-2">
        <button type="submit" class="btn btn-primary min-h-11 flex-1" aria-disabled={sending}>
          {w('preChatSend')}
        </button>
        {asked.maySkip && (
          <button type="button" class="btn btn-outline min-h-11 flex-1" onClick={() => preChat.skip()}>
            {w('preChatSkip')}
          </button>
        )}
      </div>
    </form>
  );
}
