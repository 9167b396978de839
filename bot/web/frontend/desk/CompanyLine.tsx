import type { Company } from './company';
import { d } from './words';

/** Which colleagues look at this conversation now, and who of them writes. */
export function CompanyLine({ company }: { company: Company }) {
  const others = company.others.value;
  const writing = others.filter((one) => one.writing);
  const words = writing.length > 0 ? d('alsoWriting', { names: names(writing) }) : others.length > 0 ? d('alsoHere', { names: names(others) }) : '';
  return (
    <p role="status" class={words ? 'border-b border-base-300 bg-base-200 px-4 py-2 text-sm' : 'sr-only'} data-company>
      {words}
    </p>
  );
}

function names(people: readonly { readonly name: string }[]): string {
  return people.map((one) => one.name).join(', ');
}
