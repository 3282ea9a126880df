import { describe, expect, test } from 'vitest';
import { fading, startFromCentres, startFromRows, update } from '../../../../src/algorithms/kmeans/stream.js';
import { batches } from '../../../../src/data/batches.js';
import type { Dense } from '../../../../src/data/dense.js';
import { memoryDataset } from '../../../../src/data/memory-dataset.js';
import { collect } from '../../../support/collect.js';
import { kernels, matrix } from './helpers.js';

async function batch(points: Dense) {
  const [only] = await collect(batches(memoryDataset(points), points.shape[0] as number));
  return only as NonNullable<typeof only>;
}

describe('update', () => {
  test("the guide's example: 25 new rows move a centre of 100 by a fifth of the way to their mean", async () => {
    const state = startFromCentres(matrix([[0]]), Float64Array.of(100));
    const updated = await update(state, await batch(matrix(Array.from({ length: 25 }, () => [10]))), 0, { kernels });
    expect(updated.state.centroids.data[0]).toBeCloseTo(2, 6);
    expect(Array.from(updated.state.weights)).toEqual([125]);
    expect(updated.shortTermMsd).toBe(100);
  });

  test('a centre without new rows stays, and weighs what it did', async () => {
    const state = startFromCentres(matrix([[0], [100]]), Float64Array.of(4, 7));
    const { state: after } = await update(state, await batch(matrix([[1], [1]])), 0, { kernels });
    expect(after.centroids.data[1]).toBe(100);
    expect(Array.from(after.weights)).toEqual([6, 7]);
  });

  test('the state before is left alone', async () => {
    const state = startFromRows(matrix([[0], [100]]));
    await update(state, await batch(matrix([[1], [99]])), 10, { kernels });
    expect(Array.from(state.centroids.data)).toEqual([0, 100]);
    expect(Array.from(state.weights)).toEqual([1, 1]);
  });

  test('the long-term msd is that of all rows so far; with a half-life, of the recent ones', async () => {
    const [first, second] = [await batch(matrix([[1], [1]])), await batch(matrix([[3], [3]]))];
    const one = await update(startFromCentres(matrix([[0]]), Float64Array.of(1e12)), first, 0, { kernels });
    const two = await update(one.state, second, 0, { kernels });
    expect([one.longTermMsd, two.longTermMsd]).toEqual([1, expect.closeTo((1 + 1 + 9 + 9) / 4, 5)]);
    const faded = await update(one.state, second, 2, { kernels });
    expect(faded.longTermMsd).toBeCloseTo((0.5 * 2 + 18) / (0.5 * 2 + 2), 5);
  });
});

describe('fading', () => {
  test('what was seen halves after as many rows as the half-life says, in one batch or in many', () => {
    expect(fading(1000, 1000)).toBe(0.5);
    expect(fading(250, 1000) ** 4).toBeCloseTo(0.5, 12);
    expect(fading(1_000_000, 0)).toBe(1);
  });
});
