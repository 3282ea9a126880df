import { expect, test } from 'vitest';
import { pythonFloat } from '../../../src/data/python-float.js';

// The right-hand sides were printed by CPython.
test.each([
  [0, '0.0'],
  [-0, '-0.0'],
  [1, '1.0'],
  [100, '100.0'],
  [0.1 + 0.2, '0.30000000000000004'],
  [6.666666666666667, '6.666666666666667'],
  [0.0001, '0.0001'],
  [0.00012345, '0.00012345'],
  [0.00001, '1e-05'],
  [1.5e-7, '1.5e-07'],
  [5e-324, '5e-324'],
  [9007199254740992, '9007199254740992.0'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [-1.25e22, '-1.25e+22'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
  [Math.fround(23.405939), '23.40593910217285'],
  [Number.NaN, 'nan'],
  [Number.POSITIVE_INFINITY, 'inf'],
  [Number.NEGATIVE_INFINITY, '-inf'],
])('%d is %s', (value, text) => {
  expect(pythonFloat(value)).toBe(text);
});
