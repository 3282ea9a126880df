import { describe, expect, test } from 'vitest';
import { CentredRows, projectOne, takeAway } from '../../../../src/algorithms/pca/centred-rows.js';
import { densify } from '../../../../src/data/csr.js';
import { kernels, rowsOf, sparseRows } from './helpers.js';

const [rows, cols, count] = [700, 40, 3];
const mean = Float64Array.from({ length: cols }, (_, col) => col / 100);
const axes = rowsOf(count, cols, { seed: 2 }).data;
const weights = rowsOf(rows, count, { seed: 3 }).data;

describe('products of sparse rows are corrected by the mean', () => {
  const sparse = sparseRows(rows, cols, 3);
  const tools = { kernels };
  const pair = [sparse, densify(sparse)].map((features) => new CentredRows(features, mean, tools));

  test('projections', async () => {
    const [found, expected] = await Promise.all(pair.map((part) => part.project(axes, count)));
    for (const [at, value] of (expected as Float32Array).entries()) expect(found?.[at]).toBeCloseTo(value, 5);
  });

  test('cross products', async () => {
    const products = await Promise.all(
      pair.map(async (part) => {
        const sums = new Float64Array(count * cols).fill(1);
        await part.addCrossProducts(weights, count, sums);
        return sums;
      }),
    );
    for (const [at, value] of (products[1] as Float64Array).entries()) expect(products[0]?.[at]).toBeCloseTo(value, 3);
  });
});

test('a point along axes, and a row taken from every row', () => {
  expect([...projectOne(Float64Array.of(1, 2), Float32Array.of(1, 1, 0, 3), 2)]).toEqual([3, 6]);
  const values = Float32Array.of(1, 2, 3, 4);
  takeAway(values, Float64Array.of(1, 2));
  expect([...values]).toEqual([0, 0, 2, 2]);
});
