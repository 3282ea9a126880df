import { expect, test } from 'vitest';
import { generalText } from '../../../../src/algorithms/xgboost/general-text.js';

test.each([
  [0, '0'],
  [-0, '-0'],
  [300, '300'],
  [Math.fround(0.1), '0.100000001'],
  [1e9, '1e+09'],
  [123456789, '123456789'],
  [Math.fround(1e-5), '9.99999975e-06'],
  [Math.fround(1.5e-4), '0.000150000007'],
  // Halfway: to the even digit.
  [67.67578125, '67.6757812'],
  [11.41015625, '11.4101562'],
  [0.0001220703125, '0.000122070312'],
  [2.5, '2.5'],
  [1234567.125, '1234567.12'],
  [1234567.375, '1234567.38'],
  [1000000000.5, '1e+09'],
  [12345678.5, '12345678.5'],
  [123456788.5, '123456788'],
  [123456789.5, '123456790'],
  [Number.NaN, 'nan'],
  [Number.NEGATIVE_INFINITY, '-inf'],
])('%d is %s', (value, text) => {
  expect(generalText(value, 9)).toBe(text);
});
