import { expect, test } from 'vitest';
import { digitsOf, minorUnits } from '../../desk/claims/money';

const MOST = { amount: 15_800, currency: 'USD' };

test.each([['158.00', 15_800], ['158', 15_800], ['0', 0], [' 7,5 ', 750], ['0.05', 5]])('%s is taken to the cent', (typed, wanted) => {
  expect(minorUnits(typed, MOST)).toBe(wanted);
});

test.each(['158.01', '99999', '-1', '1e3', '', 'all', '1.005', '1.2.3'])('%s is refused', (typed) => {
  expect(minorUnits(typed, MOST)).toBeNull();
});

test('a currency without a smaller unit has none behind the point', () => {
  expect(digitsOf({ amount: 0, currency: 'JPY' })).toBe(0);
  expect(minorUnits('500', { amount: 500, currency: 'JPY' })).toBe(500);
  expect(minorUnits('500.5', { amount: 900, currency: 'JPY' })).toBeNull();
});
