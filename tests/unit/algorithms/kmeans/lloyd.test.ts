import { describe, expect, test } from 'vitest';
import { type LloydOptions, lloyd } from '../../../../src/algorithms/kmeans/lloyd.js';
import type { Dense } from '../../../../src/data/dense.js';
import { collect } from '../../../support/collect.js';
import { kernels, matrix } from './helpers.js';

const line = matrix([[0], [1], [9], [10]]);

async function trace(points: Dense, initial: Dense, options: Partial<LloydOptions> = {}) {
  const steps = await collect(lloyd(points, initial, { kernels, maxIterations: 100, tolerance: 0, ...options }));
  return steps.map(({ iteration, centroids, inertia, msd }) => ({
    iteration,
    centroids: Array.from(centroids.data),
    inertia,
    msd,
  }));
}

describe('lloyd', () => {
  test('by hand: the centroids of each step and the inertia that belongs to them', async () => {
    expect(await trace(line, matrix([[0], [1]]))).toEqual([
      { iteration: 0, centroids: [0, 1], inertia: 145, msd: 36.25 },
      {
        iteration: 1,
        centroids: [0, Math.fround(20 / 3)],
        inertia: expect.closeTo(17.555556, 4),
        msd: expect.closeTo(4.388889, 4),
      },
      { iteration: 2, centroids: [0.5, 9.5], inertia: 1, msd: 0.25 },
      { iteration: 3, centroids: [0.5, 9.5], inertia: 1, msd: 0.25 },
    ]);
  });

  test('the means of a step are the centroids of the next', async () => {
    const steps = await collect(lloyd(line, matrix([[0], [1]]), { kernels, maxIterations: 2, tolerance: 0 }));
    expect(steps.map(({ means }) => Array.from(means.data))).toEqual([
      [0, Math.fround(20 / 3)],
      [0.5, 9.5],
      [0.5, 9.5],
    ]);
    expect(steps[1]?.centroids).toBe(steps[0]?.means);
  });

  test('a weight counts like as many points', async () => {
    const weighted = await trace(line, matrix([[0], [9]]), { weights: Float64Array.of(3, 1, 1, 1) });
    const repeated = await trace(matrix([[0], [0], [0], [1], [9], [10]]), matrix([[0], [9]]));
    expect(weighted).toEqual(repeated);
  });

  test('a centroid that nobody joins stays where it is', async () => {
    const steps = await trace(line, matrix([[5], [1000]]));
    expect(steps.at(-1)?.centroids).toEqual([5, 1000]);
  });

  test('tolerance 1 moves once, maxIterations is a limit, tolerance 0 reaches the fixed point', async () => {
    const initial = matrix([[0], [1]]);
    expect((await trace(line, initial, { tolerance: 1 })).map(({ iteration }) => iteration)).toEqual([0, 1]);
    expect((await trace(line, initial, { maxIterations: 2 })).at(-1)?.iteration).toBe(2);
    expect((await trace(line, initial)).at(-1)?.inertia).toBe(1);
  });

  test('the initial centroids are left alone', async () => {
    const initial = matrix([[0], [1]]);
    await trace(line, initial);
    expect(Array.from(initial.data)).toEqual([0, 1]);
  });

  test('an abort ends it', async () => {
    await expect(trace(line, matrix([[0], [1]]), { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});
