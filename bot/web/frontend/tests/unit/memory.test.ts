import { beforeEach, expect, test } from 'vitest';
import { Memory } from '../../loader/memory';

const SESSION = { conversation_id: 'c', token: 't' };
const refused = (): Storage => {
  throw new DOMException('refused', 'SecurityError');
};

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

test('what is kept is there on the next page', () => {
  new Memory().keep({ session: SESSION });
  new Memory().keep({ language: 'zh' });
  expect(new Memory().kept).toEqual({ session: SESSION, language: 'zh', known: false });
});

test('where storage is refused it lasts as long as the page', () => {
  const memory = new Memory(refused, refused);
  memory.keep({ session: SESSION });
  memory.open = true;
  expect(memory.kept.session).toEqual(SESSION);
  expect(memory.open).toBe(true);
  expect(new Memory(refused, refused).kept.session).toBeNull();
});

test('a full storage is no reason to fail', () => {
  const full = { getItem: () => null, setItem: () => { throw new DOMException('full', 'QuotaExceededError'); } } as unknown as Storage;
  const memory = new Memory(() => full, () => full);
  memory.keep({ session: SESSION });
  expect(memory.kept.session).toEqual(SESSION);
});

test('what somebody else wrote under our name is not believed', () => {
  localStorage.setItem('shoptalk', '{"session":null,"language":"xx","known":"yes"}');
  expect(new Memory().kept).toEqual({ session: null, language: undefined, known: false });
  localStorage.setItem('shoptalk', 'nonsense');
  expect(new Memory().kept.session).toBeNull();
});
