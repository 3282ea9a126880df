import { expect, test } from 'vitest';
import {
  addCrossProducts,
  addSparseCrossProducts,
  project,
  projectSparse,
} from '../../../../src/kernels/reference/projection.js';

const points = Float32Array.of(1, 0, 0, 0, 0, 2);
const sparse = { rowStarts: Uint32Array.of(0, 1, 2), columns: Uint32Array.of(0, 2), values: Float32Array.of(1, 2) };
const shape = { rows: 2, cols: 3, count: 2 };
const axes = Float32Array.of(1, 2, 3, 4, 5, 6);
const weights = Float32Array.of(1, 2, 3, 4);

test('projections', () => {
  const found = new Float32Array(4);
  project({ points, axes, ...shape }, found);
  expect([...found]).toEqual([1, 4, 6, 12]);
  projectSparse({ ...sparse, axes, ...shape }, found.fill(0));
  expect([...found]).toEqual([1, 4, 6, 12]);
  project({ points, axes, ...shape, origin: Float64Array.of(1, 0, 0) }, found);
  expect([...found]).toEqual([0, 0, 5, 8]);
});

test('cross products are added', () => {
  const found = new Float64Array(6).fill(1);
  addCrossProducts({ points, weights, ...shape }, found);
  expect([...found]).toEqual([2, 1, 7, 3, 1, 9]);
  addSparseCrossProducts({ ...sparse, weights, ...shape }, found.fill(1));
  expect([...found]).toEqual([2, 1, 7, 3, 1, 9]);
  addCrossProducts({ points, weights, ...shape, origin: Float64Array.of(1, 0, 0) }, found.fill(0));
  expect([...found]).toEqual([-3, 0, 6, -4, 0, 8]);
});
