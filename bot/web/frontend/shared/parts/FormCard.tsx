import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { readForm, type FormPart, type FormValue, type FormValues } from '../api/form';
import type { Choice, FormShown } from '../api/parts';
import type { Side } from '../chat/Said';
import { language, t } from '../i18n/phrases';
import { countryOf, formWords, initial, troubles } from './form';
import { FormFields } from './FormFields';
import type { FormSending } from './sending';

interface Props {
  readonly form: FormShown;
  /** Whether it may still be sent. */
  readonly open: boolean;
  /** Whose face this is: only the shopper fills it in. */
  readonly own: Side;
  readonly sending: FormSending;
  readonly onChoose: (choice: Choice) => void;
}

/** Several things that the conversation asks for, to be filled in at once; writing in the chat answers as well. */
export default function FormCard({ form: shown, open, own, sending, onChoose }: Props) {
  const heading = useId();
  const form = useMemo(() => readForm(shown.json), [shown.json]);
  if (!form) return null;
  if (!open) {
    return (
      <div class="card card-border w-full border-base-300 bg-base-100 p-4 text-sm" role="group" aria-labelledby={heading} data-form="closed">
        <h2 id={heading} class="font-semibold">
          {form.title}
        </h2>
        <p class="text-base-content/75">{own === 'shopper' ? t('formClosed') : t('formAsks', { labels: shown.labels })}</p>
      </div>
    );
  }
  return <OpenForm form={form} sending={sending} onChoose={onChoose} heading={heading} />;
}

function OpenForm({ form, sending, onChoose, heading }: Omit<Props, 'form' | 'open' | 'own'> & { form: FormPart; heading: string }) {
  const refused = sending.refused(form.id);
  const [values, setValues] = useState<FormValues>(() => refused?.values ?? initial(form));
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>(refused?.errors ?? {});
  const box = useRef<HTMLFormElement>(null);
  const country = countryOf(form, values);
  const toFirst = (): void => box.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  useEffect(() => {
    if (refused) toFirst();
  }, [refused?.key]);
  const set = (name: string, value: FormValue): void => {
    setValues({ ...values, [name]: value });
    setWrong(Object.fromEntries(Object.entries(wrong).filter(([field]) => field !== name)));
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const found = troubles(form, values);
    setWrong(found);
    if (Object.keys(found).length > 0) return void requestAnimationFrame(toFirst);
    const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value.length > 0));
    sending.send({ id: form.id, values: filled }, formWords(form, filled, language.value === 'zh'));
  };
  return (
    <form ref={box} class="card w-full border-2 border-base-content/40 bg-base-100" aria-labelledby={heading} data-form="open" noValidate onSubmit={submit}>
      <div class="flex flex-col gap-3 p-4">
        <h2 id={heading} class="font-semibold">
          {form.title}
        </h2>
        <FormFields fields={form.fields} country={country} values={values} wrong={wrong} onChange={set} />
        {refused && Object.keys(refused.errors).length === 0 && (
          <p class="text-sm text-error" role="alert">
            {refused.words}
          </p>
        )}
        <div class="flex flex-wrap gap-2">
          <button type="submit" class="btn btn-primary h-auto min-h-11 flex-1 py-1.5">
            {form.submit}
          </button>
          <button type="button" class="btn btn-outline h-auto min-h-11 flex-1 py-1.5" onClick={() => onChoose(form.cancel)}>
            {form.cancel.title}
          </button>
        </div>
      </div>
    </form>
  );
}
