/** What is filled into a form: checked as the service does, and put into words as it does. */
import type { FieldPattern, FormField, FormPart, FormValue, FormValues } from '../api/form';
import { t } from '../i18n/phrases';

/** Of which country's addresses it is. */
export function countryOf({ fields }: Pick<FormPart, 'fields'>, values: FormValues): string {
  const field = fields.find(({ name }) => name === 'country');
  const said = values['country'];
  return typeof said === 'string' && said ? said : field?.options.length === 1 ? (field.options[0]?.value ?? '') : '';
}

/** What stands in a form at first. */
export function initial({ fields }: Pick<FormPart, 'fields'>): FormValues {
  return Object.fromEntries(fields.map(({ name, type, value }) => [name, type === 'items' ? [] : (value ?? '')]));
}

export function isNeeded(field: FormField, country: string): boolean {
  return field.required || field.neededIn.includes(country);
}

export function looksOf(field: FormField, country: string): FieldPattern | undefined {
  return Object.hasOwn(field.patterns, country) ? field.patterns[country] : undefined;
}

/** What is wrong, by the fields' names. */
export function troubles(form: Pick<FormPart, 'fields'>, values: FormValues): Readonly<Record<string, string>> {
  const country = countryOf(form, values);
  return Object.fromEntries(
    form.fields.flatMap((field) => {
      const trouble = troubleOf(field, values[field.name] ?? '', country);
      return trouble ? [[field.name, trouble]] : [];
    }),
  );
}

function troubleOf(field: FormField, value: FormValue, country: string): string | undefined {
  if (value.length === 0 || (typeof value === 'string' && !value.trim())) {
    if (!isNeeded(field, country)) return undefined;
    return t(field.type === 'items' ? 'formPick' : field.type === 'check' ? 'formTick' : 'formWanted', { label: field.label });
  }
  const looks = looksOf(field, country);
  if (!looks || typeof value !== 'string') return undefined;
  return new RegExp(`^(?:${looks.pattern})$`, 'i').test(value.trim()) ? undefined : t('formLooks', { label: field.label, example: looks.example });
}

/** The words of the shopper that the form makes, until the service says them. */
export function formWords(form: FormPart, values: FormValues, zh: boolean): string {
  const between = zh ? '：' : ': ';
  const filled = form.fields.filter(({ name }) => (values[name] ?? '').length > 0);
  if (form.form === 'address') return `${form.title}${between}${addressLine(values)}`;
  return [form.title, ...filled.map((field) => `${field.label}${between}${said(field, values[field.name]!, zh)}`)].join('\n');
}

function addressLine(values: FormValues): string {
  const of = (name: string): string => String(values[name] ?? '').split(/\s+/).filter(Boolean).join(' ');
  const town = `${of('region')} ${of('postcode')}`.trim();
  return [of('line1'), of('line2'), of('city'), town, of('country')].filter(Boolean).join(', ');
}

function said(field: FormField, value: FormValue, zh: boolean): string {
  const title = (picked: string): string => field.options.find((option) => option.value === picked)?.title ?? picked;
  if (typeof value === 'string') return title(value);
  return value.map((item) => `${title(item.value)} × ${item.quantity}`).join(zh ? '、' : ', ');
}
