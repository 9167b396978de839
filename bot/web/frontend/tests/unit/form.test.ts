import { beforeEach, expect, test } from 'vitest';
import { readForm, type FormPart } from '../../shared/api/form';
import { readPart } from '../../shared/api/parts';
import { Problem } from '../../shared/api/problem';
import { readOutgoing } from '../../shared/conversation/outbox';
import { BrowserPictures } from '../../shared/conversation/picture-store';
import { openForm } from '../../shared/conversation/offers';
import { EMPTY, type ChatState, type Outgoing } from '../../shared/conversation/state';
import { language } from '../../shared/i18n/phrases';
import { formWords, initial, troubles } from '../../shared/parts/form';
import { isRefusedForm, refusedForm } from '../../shared/parts/sending';

const SHOWN = {
  kind: 'form',
  id: 'ch_1',
  form: 'address',
  title: 'New address',
  submit: 'Use it',
  cancel: { id: 'ch_2', title: 'Leave it' },
  instead_of_choices: false,
  fields: [
    { name: 'country', type: 'select', label: 'Country', required: true, value: 'US', options: [{ value: 'US', title: 'US' }, { value: 'HK', title: 'HK' }] },
    { name: 'line1', type: 'text', label: 'Street', required: true, autocomplete: 'address-line1' },
    { name: 'postcode', type: 'text', label: 'Postcode', required: false, needed_in: ['US'], patterns: { US: { pattern: '\\d{5}(-\\d{4})?', example: '97201' } } },
  ],
};
const ADDRESS = readForm(SHOWN) as FormPart;
const GOODS = readForm({
  kind: 'form', id: 'ch_3', form: 'return', title: 'Return', submit: 'Go on', cancel: { id: 'ch_4', title: 'Leave it' },
  fields: [{ name: 'items', type: 'items', label: 'Items', required: true, options: [{ value: 'L1', title: 'Mug', most: 2 }] }, { name: 'smell', type: 'odour' }],
}) as FormPart;

beforeEach(() => void (language.value = 'en'));

test('a form is read, without fields of a kind to come; one without an id is none', () => {
  expect(ADDRESS.fields.map(({ name }) => name)).toEqual(['country', 'line1', 'postcode']);
  expect(GOODS.fields).toHaveLength(1);
  expect(readForm({ ...ADDRESS, id: '' })).toBeUndefined();
  expect(initial(ADDRESS)).toEqual({ country: 'US', line1: '', postcode: '' });
});

test('what is wrong is said at the field, in the face’s language', () => {
  expect(troubles(ADDRESS, { country: 'US', line1: ' ', postcode: '9720' })).toEqual({ line1: 'Street: please fill this in', postcode: 'Postcode: please write it like 97201' });
  expect(troubles(ADDRESS, { country: 'HK', line1: '1 Queen’s Road', postcode: '' })).toEqual({});
  expect(troubles(GOODS, { items: [] })).toEqual({ items: 'Items: pick at least one' });
  language.value = 'zh';
  expect(troubles(GOODS, { items: [] })).toEqual({ items: 'Items：请至少选择一项' });
});

test('a form makes the words that the service makes of it', () => {
  expect(formWords(ADDRESS, { country: 'US', line1: ' 12  Alder St ', postcode: '97201' }, false)).toBe('New address: 12 Alder St, 97201, US');
  expect(formWords(GOODS, { items: [{ value: 'L1', quantity: 2 }] }, true)).toBe('Return\nItems：Mug × 2');
});

const SENT: Outgoing = { key: 'k', outbound: { form: { id: 'ch_1', values: { line1: 'x' } } }, shown: 'x', pictures: [], delivery: 'refused' };

test('a refusal of fields stands at the form, any other under the message', () => {
  const refused = { ...SENT, problem: new Problem(422, 'line1: no', 'form-refused', null, { line1: 'no' }) };
  expect(isRefusedForm(refused)).toBe(true);
  expect(refusedForm([refused], 'ch_1', ({ detail }) => detail)).toEqual({ key: 'k', values: { line1: 'x' }, errors: { line1: 'no' }, words: 'line1: no' });
  expect(refusedForm([refused], 'ch_9', () => '')).toBeUndefined();
  expect(isRefusedForm({ ...SENT, problem: new Problem(409, 'gone', 'choice-expired') })).toBe(false);
});

test('a form that was not sent is kept for the next page', () => {
  const written = JSON.stringify({ outbound: SENT.outbound, shown: 'x', at: Date.now() });
  expect(readOutgoing({ 'out.k': written }, new BrowserPictures())).toMatchObject([{ key: 'k', outbound: SENT.outbound, delivery: 'waiting' }]);
  expect(readOutgoing({ 'out.k': JSON.stringify({ outbound: { form: { id: 'ch_1', values: ['x'] } }, shown: 'x', at: 1 }) }, new BrowserPictures())).toEqual([]);
});

test('a form is open until somebody says something after it, or has the conversation', () => {
  const asked: ChatState = { ...EMPTY, messages: [{ id: 'm1', author: 'bot', parts: [readPart(SHOWN)!] }] };
  expect(openForm(asked)).toBe('m1');
  expect(openForm({ ...asked, status: 'assigned' })).toBeNull();
  expect(openForm({ ...asked, messages: [...asked.messages, { id: 'm2', author: 'shopper', parts: [] }] })).toBeNull();
  expect(openForm({ ...asked, messages: [...asked.messages, { id: 'm2', author: 'system', parts: [{ kind: 'handoff', status: 'returned' }] }] })).toBeNull();
  expect(openForm({ ...asked, outgoing: [{ ...SENT, delivery: 'waiting' }] })).toBeNull();
  expect(openForm({ ...asked, outgoing: [SENT] })).toBe('m1');
});
