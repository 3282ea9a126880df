import { expect, test } from 'vitest';
import { shrink } from '../../../../src/algorithms/kmeans/shrink.js';
import { startFromCentres } from '../../../../src/algorithms/kmeans/stream.js';
import { Random } from '../../../../src/data/random.js';
import { collect } from '../../../support/collect.js';
import { kernels, matrix } from './helpers.js';

const options = { kernels, k: 2, attempts: 4, initMethod: 'kmeans++', maxIterations: 300, tolerance: 0 } as const;

test('heavy centres pull: two of four weighted centres remain, at the weighted means', async () => {
  const state = startFromCentres(matrix([[0], [1], [10], [12]]), Float64Array.of(3, 1, 1, 3));
  const attempts = await collect(shrink(state, { ...options, random: new Random(0) }));
  expect(attempts.map(({ attempt }) => attempt)).toEqual([0, 1, 2, 3]);
  const best = attempts.reduce((a, b) => (b.msd < a.msd ? b : a));
  expect(Array.from(best.centroids.data).sort((a, b) => a - b)).toEqual([0.25, 11.5]);
  expect(best.msd).toBeCloseTo((3 * 0.25 ** 2 + 0.75 ** 2 + 1.5 ** 2 + 3 * 0.5 ** 2) / 8, 6);
});

test('the generator decides where the attempts start', async () => {
  const state = startFromCentres(matrix(Array.from({ length: 20 }, (_, i) => [i * i])), new Float64Array(20).fill(1));
  const seeds = (seed: number) =>
    collect(shrink(state, { ...options, k: 5, initMethod: 'random', random: new Random(seed) }));
  expect(await seeds(1)).toEqual(await seeds(1));
  expect(await seeds(1)).not.toEqual(await seeds(2));
});
