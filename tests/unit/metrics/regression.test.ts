import { expect, test } from 'vitest';
import { absoluteLoss, mse, rmse } from '../../../src/metrics/regression.js';

test('errors of 3 and -4', () => {
  expect(mse([5, 1], [2, 5])).toBe(12.5);
  expect(rmse([5, 1], [2, 5])).toBeCloseTo(Math.sqrt(12.5), 12);
  expect(absoluteLoss([5, 1], [2, 5])).toBe(3.5);
});

test('of no rows there is no mean', () => {
  expect(mse([], [])).toBeNaN();
});
