import { useId } from 'preact/hooks';
import type { FormField, FormValue, FormValues } from '../api/form';
import { language, t } from '../i18n/phrases';
import { linkTarget } from '../text/links';
import { isNeeded, looksOf } from './form';
import { Goods } from './FormGoods';

interface Props {
  readonly fields: readonly FormField[];
  readonly country: string;
  readonly values: FormValues;
  /** What is wrong, by the fields' names. */
  readonly wrong: Readonly<Record<string, string>>;
  /** Where more is to be read, by the fields' names. */
  readonly links?: Readonly<Record<string, string>>;
  readonly onChange: (name: string, value: FormValue) => void;
}

/** The fields of a form, each with its label and what is wrong with it. */
export function FormFields({ fields, country, values, wrong, links = {}, onChange }: Props) {
  return (
    <div class="grid grid-cols-2 gap-3">
      {fields.map((field) => (
        <div key={field.name} class={`min-w-0 ${SHORT.has(field.name) ? '' : 'col-span-2'}`}>
          <Field field={field} country={country} value={values[field.name] ?? ''} wrong={wrong[field.name]} link={links[field.name]} onChange={(value) => onChange(field.name, value)} />
        </div>
      ))}
    </div>
  );
}

/** Two of them stand side by side. */
const SHORT = new Set(['region', 'postcode']);

interface FieldProps {
  readonly field: FormField;
  readonly country: string;
  readonly value: FormValue;
  readonly wrong: string | undefined;
  readonly link?: string | undefined;
  readonly onChange: (value: FormValue) => void;
}

const BOX = 'h-11 w-full rounded-field border bg-base-100 px-3 text-base focus:outline-2 focus:outline-base-content';

function Field(props: FieldProps) {
  const { field, wrong } = props;
  const id = useId();
  const said = wrong && (
    <p id={`${id}-wrong`} class="text-sm text-error">
      {wrong}
    </p>
  );
  if (field.type === 'text' || field.type === 'select') {
    return (
      <div class="flex flex-col gap-1">
        <label class="text-sm font-medium" for={id}>
          <Label {...props} />
        </label>
        <Line {...props} id={id} />
        {said}
      </div>
    );
  }
  if (field.type === 'check') {
    return (
      <div class="flex flex-col gap-1">
        <Tick {...props} id={id} />
        {said}
      </div>
    );
  }
  return (
    <fieldset class="flex flex-col gap-1" aria-describedby={wrong ? `${id}-wrong` : undefined}>
      <legend class="pb-1 text-sm font-medium">
        <Label {...props} />
      </legend>
      {field.type === 'items' ? <Goods {...props} /> : <OneOf {...props} />}
      {said}
    </fieldset>
  );
}

function Label({ field, country }: FieldProps) {
  return (
    <>
      {field.label}
      {!isNeeded(field, country) && <span class="font-normal text-base-content/75"> {t('formOptional')}</span>}
    </>
  );
}

function Line({ field, country, value, wrong, onChange, id }: FieldProps & { id: string }) {
  const shared = {
    id,
    name: field.name,
    autocomplete: field.autocomplete ?? 'off',
    'aria-required': isNeeded(field, country),
    'aria-invalid': wrong !== undefined,
    'aria-describedby': wrong ? `${id}-wrong` : undefined,
    class: `${BOX} ${wrong ? 'border-error' : 'border-base-content/50'}`,
    value: String(value),
  };
  if (field.type === 'text') {
    return <input type="text" maxLength={120} placeholder={looksOf(field, country)?.example ?? ''} {...shared} onInput={(event) => onChange(event.currentTarget.value)} />;
  }
  return (
    <select {...shared} onChange={(event) => onChange(event.currentTarget.value)}>
      {!field.value && <option value="">{t('formChoose')}</option>}
      {field.options.map((option) => (
        <option key={option.value} value={option.value}>
          {field.name === 'country' ? countryName(option.value) : option.title}
        </option>
      ))}
    </select>
  );
}

function Tick({ field, country, value, wrong, link, onChange, id }: FieldProps & { id: string }) {
  const agreed = field.options[0]?.value ?? 'yes';
  const target = link === undefined ? undefined : linkTarget(link);
  return (
    <>
      <label class="flex min-h-9 items-start gap-2 py-1 text-sm pointer-coarse:min-h-11">
        <input type="checkbox" class="mt-0.5 size-5 shrink-0 accent-primary" checked={value === agreed} aria-required={isNeeded(field, country)} aria-invalid={wrong !== undefined} aria-describedby={wrong ? `${id}-wrong` : undefined} onChange={(event) => onChange(event.currentTarget.checked ? agreed : '')} />
        <span>
          {field.label}
          {!isNeeded(field, country) && ` ${t('formOptional')}`}
        </span>
      </label>
      {target && (
        <a class="link text-sm" href={target.href} target="_blank" rel="noopener noreferrer">
          {t('formMore')}
        </a>
      )}
    </>
  );
}

function OneOf({ field, value, wrong, onChange }: FieldProps) {
  return (
    <>
      {field.options.map((option) => (
        <label key={option.value} class="flex min-h-9 items-center gap-2 text-sm pointer-coarse:min-h-11">
          <input type="radio" class="size-5 accent-primary" name={field.name} checked={value === option.value} aria-invalid={wrong !== undefined} onChange={() => onChange(option.value)} />
          {option.title}
        </label>
      ))}
    </>
  );
}

/** As the shopper's language calls it. */
function countryName(code: string): string {
  return new Intl.DisplayNames([language.value === 'zh' ? 'zh-CN' : 'en'], { type: 'region' }).of(code) ?? code;
}
