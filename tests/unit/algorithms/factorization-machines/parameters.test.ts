import { describe, expect, test } from 'vitest';
import { factorizationMachinesHyperparameters } from '../../../../src/algorithms/factorization-machines/hyperparameters.js';
import {
  drawParameters,
  emptyState,
  padded,
  paddedWidth,
  parametersOf,
  startFrom,
  unpadded,
} from '../../../../src/algorithms/factorization-machines/parameters.js';
import { Random } from '../../../../src/data/random.js';
import { kernels } from './helpers.js';

async function drawn(given: object, [features, factors] = [500, 3]) {
  const hyperparameters = factorizationMachinesHyperparameters.check({
    feature_dim: features,
    num_factors: factors,
    predictor_type: 'regressor',
    ...given,
  });
  const state = emptyState(features as number, factors as number, kernels);
  await drawParameters(state, hyperparameters, { random: new Random(3), kernels });
  const parameters = parametersOf(state);
  return { ...parameters, values: unpadded(parameters, factors as number) };
}

function deviation(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

describe('parameters are drawn', () => {
  test('normally, by default', async () => {
    const { linear, values } = await drawn({});
    expect(deviation(linear) / 0.01).toBeCloseTo(1, 0);
    expect(deviation(values) / 0.001).toBeCloseTo(1, 0);
    expect(linear.reduce((sum, weight) => sum + weight, 0) / 500).toBeCloseTo(0, 2);
  });

  test('uniformly', async () => {
    const { values } = await drawn({ factors_init_method: 'uniform', factors_init_scale: 0.5 });
    expect(Math.max(...values)).toBeCloseTo(0.5, 1);
    expect(Math.min(...values)).toBeCloseTo(-0.5, 1);
    expect(deviation(values)).toBeCloseTo(0.5 / Math.sqrt(3), 1);
  });

  test('or are a constant', async () => {
    const given = {
      bias_init_method: 'constant',
      bias_init_value: 3,
      factors_init_method: 'constant',
      factors_init_value: -1,
    };
    const { bias, values, factors } = await drawn(given);
    expect(bias).toBe(3);
    expect(new Set(values)).toEqual(new Set([-1]));
    expect([...factors.subarray(3, 16)]).toEqual(Array(13).fill(0));
  });
});

test('the padding comes and goes', () => {
  expect([1, 16, 17, 64].map(paddedWidth)).toEqual([16, 16, 32, 64]);
  const values = Float32Array.of(1, 2, 3, 4, 5, 6);
  const factors = padded(values, 2, 3);
  expect(factors).toHaveLength(32);
  expect(unpadded({ bias: 0, linear: new Float32Array(2), factors, width: 16 }, 3)).toEqual(values);
});

test('a state that starts from parameters gives them back', () => {
  const parameters = {
    bias: 7,
    linear: Float32Array.of(1, 2),
    factors: padded(Float32Array.of(3, 4, 5, 6), 2, 2),
    width: 16,
  };
  const state = emptyState(2, 2, kernels);
  startFrom(state, parameters);
  expect(parametersOf(state)).toEqual(parameters);
});

test('what nobody has room for is refused', () => {
  expect(() => emptyState(1e9, 1000, kernels)).toThrow(
    expect.objectContaining({ code: 'E_TOO_WIDE', message: expect.stringMatching(/1000 factors .* GiB/) }),
  );
});
