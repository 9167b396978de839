import { beforeEach, expect, test } from 'vitest';
import { Memory } from '../../loader/memory';

const SESSION = '{"conversation_id":"c","token":"t"}';
const refused = (): Storage => {
  throw new DOMException('refused', 'SecurityError');
};

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

test('what is kept is there on the next page', () => {
  const memory = new Memory();
  memory.session = SESSION;
  memory.language = 'zh';
  memory.known = true;
  memory.hold('out.1', 'not sent yet');
  const next = new Memory();
  expect(next).toMatchObject({ session: SESSION, language: 'zh', known: true, held: { 'out.1': 'not sent yet' } });
});

test('where storage is refused it lasts as long as the page', () => {
  const memory = new Memory(refused, refused);
  memory.session = SESSION;
  memory.open = true;
  memory.hold('out.1', 'not sent yet');
  expect(memory).toMatchObject({ session: SESSION, open: true, held: { 'out.1': 'not sent yet' } });
  memory.hold('out.1', null);
  expect(memory.held).toEqual({});
  expect(new Memory(refused, refused).session).toBeNull();
});

test('a full storage is no reason to fail', () => {
  const full = { length: 0, getItem: () => null, setItem: () => { throw new DOMException('full', 'QuotaExceededError'); } } as unknown as Storage;
  const memory = new Memory(() => full, () => full);
  memory.session = SESSION;
  memory.hold('out.1', 'not sent yet');
  expect(memory).toMatchObject({ session: SESSION, held: { 'out.1': 'not sent yet' } });
});

test('what somebody else wrote under our name is not believed', () => {
  localStorage.setItem('shoptalk.language', 'xx');
  localStorage.setItem('shoptalk.known', 'yes');
  expect(new Memory()).toMatchObject({ session: null, language: undefined, known: false });
});

test('a customer who signs out leaves nothing but whether the sound is on', () => {
  const memory = new Memory();
  memory.session = SESSION;
  memory.hold('out.1', 'not sent yet');
  memory.hold('sound', 'on');
  memory.forget();
  expect(memory).toMatchObject({ session: null, held: { sound: 'on' } });
});
