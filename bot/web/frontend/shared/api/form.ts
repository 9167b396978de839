import { list, number, object, present, text, type Json } from './read';

export interface FormOption {
  readonly value: string;
  readonly title: string;
  /** Of goods: as many as may be taken. */
  readonly most?: number;
}

export interface FieldPattern {
  readonly pattern: string;
  readonly example: string;
}

export interface FormField {
  readonly name: string;
  readonly type: (typeof TYPES)[number];
  readonly label: string;
  readonly required: boolean;
  readonly value?: string;
  readonly autocomplete?: string;
  readonly options: readonly FormOption[];
  /** Countries in which it is wanted all the same. */
  readonly neededIn: readonly string[];
  /** What it looks like, by country. */
  readonly patterns: Readonly<Record<string, FieldPattern>>;
}

/** Several things that are asked for at once; sent under its id as one message. */
export interface FormPart {
  readonly kind: 'form';
  readonly id: string;
  readonly form: string;
  readonly title: string;
  readonly fields: readonly FormField[];
  readonly submit: string;
  readonly cancel: { readonly id: string; readonly title: string };
  readonly insteadOfChoices: boolean;
}

/** Words, or for goods which of them and how many. */
export type FormValue = string | readonly { readonly value: string; readonly quantity: number }[];
export type FormValues = Readonly<Record<string, FormValue>>;

/** A form as it is sent. */
export interface FilledForm {
  readonly id: string;
  readonly values: FormValues;
}

const TYPES = ['text', 'select', 'radio', 'check', 'items'] as const;

export function readForm(json: Json): FormPart | undefined {
  const id = text(json['id']);
  const title = text(json['title']);
  const cancel = object(json['cancel']);
  const cancelId = text(cancel?.['id']);
  const fields = list(json['fields'], readField);
  if (!id || !title || !cancelId || fields.length === 0) return undefined;
  return {
    kind: 'form',
    id,
    form: text(json['form']) ?? '',
    title,
    fields,
    submit: text(json['submit']) ?? title,
    cancel: { id: cancelId, title: text(cancel?.['title']) ?? '' },
    insteadOfChoices: json['instead_of_choices'] === true,
  };
}

export function readField(value: unknown): FormField | undefined {
  const json = object(value);
  const name = text(json?.['name']);
  const type = TYPES.find((known) => known === json?.['type']);
  if (!json || !name || !type) return undefined;
  const patterns = Object.entries(object(json['patterns']) ?? {}).flatMap(([of, looks]) => {
    const pattern = text(object(looks)?.['pattern']);
    return pattern ? [[of, { pattern, example: text(object(looks)?.['example']) ?? '' }] as const] : [];
  });
  return present<FormField>({
    name,
    type,
    label: text(json['label']) ?? name,
    required: json['required'] !== false,
    value: text(json['value']),
    autocomplete: text(json['autocomplete']),
    options: list(json['options'], readOption),
    neededIn: list(json['needed_in'], text),
    patterns: Object.fromEntries(patterns),
  });
}

function readOption(value: unknown): FormOption | undefined {
  const json = object(value);
  const picked = text(json?.['value']);
  return picked === undefined ? undefined : present<FormOption>({ value: picked, title: text(json?.['title']) ?? picked, most: number(json?.['most']) });
}
