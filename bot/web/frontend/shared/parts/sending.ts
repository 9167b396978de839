import type { FilledForm, FormValues } from '../api/form';
import type { Problem } from '../api/problem';
import type { Outgoing } from '../conversation/state';

/** A form that the service did not take: what was filled in, and what is wrong with it. */
export interface Refused {
  readonly key: string;
  readonly values: FormValues;
  readonly errors: Readonly<Record<string, string>>;
  readonly words: string;
}

/** How a form is sent, and what became of it. */
export interface FormSending {
  send(form: FilledForm, words: string): void;
  refused(formId: string): Refused | undefined;
}

/** For a face that sends no forms. */
export const SENDS_NONE: FormSending = { send: () => undefined, refused: () => undefined };

/** Whether a message is a form whose fields the service refused: it is shown at the fields. */
export function isRefusedForm({ outbound, delivery, problem }: Outgoing): boolean {
  return 'form' in outbound && delivery === 'refused' && problem?.kind === 'form-refused';
}

/** What of it stands at the form. */
export function refusedForm(outgoing: readonly Outgoing[], formId: string, say: (problem: Problem) => string): Refused | undefined {
  const own = outgoing.findLast((one) => 'form' in one.outbound && one.outbound.form.id === formId && isRefusedForm(one));
  if (!own || !('form' in own.outbound) || !own.problem) return undefined;
  return { key: own.key, values: own.outbound.form.values, errors: own.problem.fields, words: say(own.problem) };
}
