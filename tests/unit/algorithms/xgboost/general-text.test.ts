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
  [Number.NaN, 'nan'],
  [Number.NEGATIVE_INFINITY, '-inf'],
])('%d is %s', (value, text) => {
  expect(generalText(value, 9)).toBe(text);
});
