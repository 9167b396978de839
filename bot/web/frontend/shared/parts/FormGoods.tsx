import type { FormField, FormOption, FormValue } from '../api/form';
import { t } from '../i18n/phrases';

interface Props {
  readonly field: FormField;
  readonly value: FormValue;
  readonly wrong: string | undefined;
  readonly onChange: (value: FormValue) => void;
}

/** Some of the goods, each with how many. */
export function Goods({ field, value, wrong, onChange }: Props) {
  const picked = typeof value === 'string' ? [] : value;
  const of = (option: FormOption): number => picked.find((item) => item.value === option.value)?.quantity ?? 0;
  const set = (option: FormOption, quantity: number): void => {
    const next = field.options.map(({ value: one }) => ({ value: one, quantity: one === option.value ? quantity : (picked.find((item) => item.value === one)?.quantity ?? 0) }));
    onChange(next.filter((item) => item.quantity > 0));
  };
  return (
    <ul class="flex flex-col gap-1">
      {field.options.map((option) => {
        const most = option.most ?? 1;
        return (
          <li key={option.value} class="flex flex-wrap items-center gap-x-2">
            <label class="flex min-h-9 flex-1 items-center gap-2 text-sm pointer-coarse:min-h-11">
              <input type="checkbox" class="size-5 shrink-0 accent-primary" checked={of(option) > 0} aria-invalid={wrong !== undefined} onChange={(event) => set(option, event.currentTarget.checked ? most : 0)} />
              {option.title}
            </label>
            {most > 1 && of(option) > 0 && <HowMany title={option.title} most={most} value={of(option)} onChange={(quantity) => set(option, quantity)} />}
          </li>
        );
      })}
    </ul>
  );
}

function HowMany({ title, most, value, onChange }: { title: string; most: number; value: number; onChange: (quantity: number) => void }) {
  return (
    <select class="h-9 rounded-field border border-base-content/50 bg-base-100 px-2 text-sm pointer-coarse:h-11" aria-label={t('howMany', { title })} value={value} onChange={(event) => onChange(Number(event.currentTarget.value))}>
      {Array.from({ length: most }, (_, index) => (
        <option key={index} value={index + 1}>
          {index + 1}
        </option>
      ))}
    </select>
  );
}
