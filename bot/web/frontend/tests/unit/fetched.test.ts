import { expect, test } from 'vitest';
import { fetched } from '../../shared/ui/fetched';

test('code whose address has failed is asked for under another one', async () => {
  let asked = 0;
  const loaded = await fetched<{ default: number }>(() => {
    asked++;
    // As Firefox says it, which would say the same of this address for ever.
    return Promise.reject(new TypeError('error loading dynamically imported module: data:text/javascript,export%20default%207//'));
  });
  expect(loaded.default).toBe(7);
  expect(asked).toBe(1);
});

test('code that failed without an address is asked for in the same way', async () => {
  let asked = 0;
  expect(await fetched(() => (asked++ ? Promise.resolve('come') : Promise.reject(new Error('Importing a module script failed.'))))).toBe('come');
  expect(asked).toBe(2);
});
