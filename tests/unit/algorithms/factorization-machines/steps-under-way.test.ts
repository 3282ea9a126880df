import { describe, expect, test } from 'vitest';
import { factorizationMachines } from '../../../../src/algorithms/factorization-machines/index.js';
import { emptyState } from '../../../../src/algorithms/factorization-machines/parameters.js';
import { StepsUnderWay } from '../../../../src/algorithms/factorization-machines/steps-under-way.js';
import { kernels, matrix, ratings, run } from './helpers.js';

const hyperparameters = factorizationMachines.hyperparameters.check({
  feature_dim: 2,
  num_factors: 2,
  predictor_type: 'regressor',
});

const batch = (index: number) => ({
  index,
  rows: 1,
  cols: 2,
  features: matrix([[index, 1]]),
  labels: Float32Array.of(index),
  labelSize: 1,
  pieces: [],
  bytesRead: 0,
});

describe('steps under way', () => {
  test('are told of when the next ones begin, and counted from call to call', async () => {
    const counted: number[] = [];
    const trainFactorization: typeof kernels.trainFactorization = async (...given) => {
      counted.push(given[2].steps);
      await kernels.trainFactorization(...given);
    };
    const steps = new StepsUnderWay(emptyState(2, 2, kernels), hyperparameters, {
      kernels: { ...kernels, trainFactorization },
    });
    const told: number[][] = [];
    for (const waiting of [[0, 1], [2], []]) {
      for (const index of waiting) steps.add(batch(index), 0);
      told.push((await steps.advance()).map((step) => step.batch));
    }
    expect(told).toEqual([[], [0, 1], [2]]);
    expect(counted).toEqual([0, 2]);
  });

  test('that fail are heard of by whoever asks next', async () => {
    const trainFactorization = () => Promise.reject(new Error('no memory'));
    const steps = new StepsUnderWay(emptyState(2, 2, kernels), hyperparameters, {
      kernels: { ...kernels, trainFactorization },
    });
    steps.add(batch(0), 0);
    await steps.advance();
    await new Promise((resolve) => setImmediate(resolve));
    await expect(steps.advance()).rejects.toThrow('no memory');
  });
});

test.each([Number.NaN, Infinity])('a feature that is %s in a later mini-batch is named', async (value) => {
  const { features, labels } = ratings(60);
  if (!('rowStarts' in features)) throw new Error('ratings are sparse');
  const values = features.values.slice();
  values[2 * 41 + 1] = value;
  const running = run({ train: { features: { ...features, values }, labels }, given: { mini_batch_size: 20 } });
  const column = (features.columns[2 * 41 + 1] as number) + 1;
  await expect(running).rejects.toMatchObject({ code: 'E_NOT_FINITE', where: { record: 41, column } });
});
