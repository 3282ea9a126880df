import { describe, expect, test } from 'vitest';
import type { NamedArray } from '../../../../src/algorithms/algorithm.js';
import { readComponents } from '../../../../src/algorithms/pca/artifact.js';

const s: NamedArray = { name: 's', shape: [2], values: Float32Array.of(1, 2) };
const v: NamedArray = { name: 'v', shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6) };
const mean: NamedArray = { name: 'mean', shape: [1, 3], values: Float32Array.of(7, 8, 9) };

test('columns of v become rows; the order of the arrays does not matter', () => {
  const found = readComponents('model_algo-1', [mean, v, s]);
  expect(found?.components.shape).toEqual([2, 3]);
  expect([...(found?.components.data ?? [])]).toEqual([1, 3, 5, 2, 4, 6]);
  expect(found?.singularValues).toBe(s.values);
  expect(found?.mean).toBe(mean.values);
  expect(readComponents('model_algo-1', [s, v])?.mean).toBeUndefined();
});

test('float64 and NaN in s are read', () => {
  const wide = { ...s, values: Float64Array.of(Number.NaN, 2) };
  expect([...(readComponents('model_algo-1', [wide, v])?.singularValues ?? [])]).toEqual([Number.NaN, 2]);
});

test("another's arrays are not", () => {
  expect(readComponents('model_algo-1', [{ shape: [2, 3], values: new Float32Array(6) }])).toBeUndefined();
  expect(readComponents('model_algo-1', [s])).toBeUndefined();
});

describe('damaged', () => {
  test.each<[string, NamedArray[]]>([
    ['v is no matrix', [s, { ...v, shape: [6] }]],
    ['v is empty', [s, { ...v, shape: [0, 0], values: new Float32Array() }]],
    ['v is shorter than its shape, which is huge', [s, { ...v, shape: [2 ** 31, 2 ** 20] }]],
    ['s has another length', [{ ...s, values: Float32Array.of(1) }, v]],
    ['mean has another length', [s, v, { ...mean, values: Float32Array.of(1) }]],
    ['integers', [s, { ...v, values: new Int32Array(6) }]],
    ['v is not finite', [s, { ...v, values: Float32Array.of(1, 2, 3, 4, 5, Number.NaN) }]],
    ['mean is not finite', [s, v, { ...mean, values: Float32Array.of(1, Number.POSITIVE_INFINITY, 2) }]],
  ])('%s', (_, arrays) => {
    expect(() => readComponents('model_algo-1', arrays)).toThrow(
      expect.objectContaining({ code: 'E_MODEL_DAMAGED', where: { file: 'model_algo-1' } }),
    );
  });
});
