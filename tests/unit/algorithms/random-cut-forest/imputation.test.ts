import { expect, test } from 'vitest';
import { impute } from '../../../../src/algorithms/random-cut-forest/imputation.js';
import { Random } from '../../../../src/data/random.js';
import { matrix, run } from './helpers.js';

/** Rows along a line with two branches: y is 2 x, and z says the sign of x. */
const random = new Random(3);
const { model } = await run({
  train: matrix(
    Array.from({ length: 5000 }, () => {
      const x = 10 * random.normal();
      return [x, 2 * x + random.normal(), x > 0 ? 5 : -5];
    }),
  ),
});

test('what is missing is guessed from what is known', () => {
  const filled = impute(
    model,
    matrix([
      [8, Number.NaN, 5],
      [Number.NaN, -16, -5],
      [8, 16, Number.NaN],
      [-8, Number.NaN, Number.NaN],
      [1, 2, 3],
    ]),
  );
  expect(Math.abs(filled.get(0, 1) - 16)).toBeLessThan(4);
  expect(Math.abs(filled.get(1, 0) + 8)).toBeLessThan(2);
  expect(filled.get(2, 2)).toBe(5);
  expect(Math.abs(filled.get(3, 1) + 16)).toBeLessThan(4);
  expect(filled.get(3, 2)).toBe(-5);
  expect(Array.from(filled.data.subarray(12))).toEqual([1, 2, 3]);
});

test('with nothing known, it is somewhere in the middle', () => {
  const filled = impute(model, matrix([[Number.NaN, Number.NaN, Number.NaN]]));
  expect(filled.data.every(Number.isFinite)).toBe(true);
  expect(Math.abs(filled.get(0, 0))).toBeLessThan(10);
});

test('rows of another width are refused', () => {
  expect(() => impute(model, matrix([[Number.NaN]]))).toThrow(expect.objectContaining({ code: 'E_FEATURE_DIM' }));
});
